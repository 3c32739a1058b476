# plumber2's session cookie in R: what reqres 1.2.0 calls to write and to read it, a command to a line.
#
#   Rscript plumber2.R KEY_FILE text|raw
#
# "write JSON" answers with the value of a Set-Cookie line, "read VALUE" with the session as JSON, or with "error".
# It ends with its input, and by itself after two minutes.

arguments <- commandArgs(trailingOnly = TRUE)
setTimeLimit(elapsed = 120)

key <- if (arguments[[2]] == "raw") {
  readBin(arguments[[1]], "raw", 32)
} else {
  sodium::hex2bin(readLines(arguments[[1]], warn = FALSE))
}

encode_string <- function(text) {
  nonce <- sodium::random(24)
  sealed <- sodium::data_encrypt(charToRaw(text), key, nonce)
  paste0(base64enc::base64encode(sealed), "_", base64enc::base64encode(nonce))
}

decode_string <- function(value) {
  parts <- stringi::stri_split_fixed(value, "_", n = 2)[[1]]
  if (length(parts) != 2) stop("Failed to decode encrypted value")
  rawToChar(sodium::data_decrypt(base64enc::base64decode(parts[[1]]), key, base64enc::base64decode(parts[[2]])))
}

write <- function(json) {
  session <- jsonlite::fromJSON(json)
  utils::URLencode(encode_string(jsonlite::toJSON(session)), reserved = TRUE)
}

read <- function(value) {
  as.character(jsonlite::toJSON(jsonlite::fromJSON(decode_string(utils::URLdecode(value)))))
}

input <- file("stdin", encoding = "UTF-8")
open(input)
while (length(line <- readLines(input, n = 1)) == 1) {
  rest <- sub("^[a-z]+ ", "", line)
  answer <- tryCatch(if (startsWith(line, "write ")) write(rest) else read(rest), error = function(e) "error")
  cat(answer, "\n", sep = "")
}
