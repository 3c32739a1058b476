# Makes plumber2.json: cookies as plumber2 writes and reads them.
#
#   Rscript tests/data/plumber2.R > tests/data/plumber2.json
#
# plumber2 itself is not needed. What its reqres calls is: encode_string() and decode_string() of reqres 1.2.0 are
# sodium::data_encrypt() and data_decrypt(), base64enc, stringi::stri_split_fixed(val, "_", n = 2), and jsonlite's
# toJSON() and fromJSON(); the key is sodium::hex2bin() of a text, or a raw vector. The bytes of nonces are fixed, so
# that the file is the same each time.

hex_key <- "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
raw_key <- as.raw(c(0xff, 0xfe, 0x80, 0x0a, 0:27))

as_key <- function(key) if (is.raw(key)) key else sodium::hex2bin(key)

encode_string <- function(text, key, nonce) {
  sealed <- sodium::data_encrypt(charToRaw(text), as_key(key), nonce)
  paste0(base64enc::base64encode(sealed), "_", base64enc::base64encode(nonce))
}

decode_string <- function(value, key) {
  parts <- stringi::stri_split_fixed(value, "_", n = 2)[[1]]
  if (length(parts) != 2) stop("Failed to decode encrypted value")
  rawToChar(sodium::data_decrypt(
    base64enc::base64decode(parts[[1]]), as_key(key), base64enc::base64decode(parts[[2]])
  ))
}

encode <- function(value) utils::URLencode(value, reserved = TRUE)

# What the server makes of a value that comes in a header.
server <- function(wire, key) {
  tryCatch({
    json <- decode_string(utils::URLdecode(wire), key)
    jsonlite::fromJSON(json)
    paste("ok", enc2utf8(`Encoding<-`(json, "UTF-8")))
  }, error = function(e) "error", warning = function(w) "error")
}

number <- 0
nonce <- function() {
  number <<- number + 1
  sodium::hash(charToRaw(paste("nonce", number)), size = 24)
}

key_fields <- function(key) {
  if (is.raw(key)) list(key_hex = sodium::bin2hex(key)) else list(key_text = key)
}

good <- function(name, session, key = hex_key) {
  json <- as.character(jsonlite::toJSON(session))
  value <- encode_string(json, key, nonce())
  wire <- encode(value)
  stopifnot(startsWith(server(wire, key), "ok "), server(wire, key) == paste("ok", json))
  c(list(name = name), key_fields(key),
    list(cookie_name = "reqres", cookie = value, wire = wire, json = json, server = server(wire, key), expect = "ok"))
}

bad <- function(name, value, expect, key = hex_key, wire = encode(value)) {
  c(list(name = name), key_fields(key),
    list(cookie_name = "reqres", cookie = value, server = server(wire, key), expect = expect))
}

value <- encode_string('{"user":["alice"]}', hex_key, nonce())
parts <- strsplit(value, "_", fixed = TRUE)[[1]]
other <- encode_string('{"user":["alice"]}', paste(rev(strsplit(hex_key, "")[[1]]), collapse = ""), nonce())
short <- base64enc::base64encode(sodium::random(15) & as.raw(0))

cases <- list(
  good("a list", list(user = "alice")),
  good("numbers, texts and nothing", list(n = 4, pi = pi, roles = c("a", "b"), none = NULL, deep = list(a = TRUE))),
  good("UTF-8", list(name = "Zo\u00eb \u540d\u524d")),
  good("an upper-case key", list(a = 1L), toupper(hex_key)),
  good("a key with a line end", list(a = 1L), paste0(hex_key, "\n")),
  good("a key of 32 bytes", list(user = "alice"), raw_key),
  good("600 characters", list(text = strrep("x", 600))),
  bad("another key", other, "forged"),
  bad("no bar", parts[[1]], "malformed"),
  bad("no box", paste0("_", parts[[2]]), "malformed"),
  bad("no nonce", paste0(parts[[1]], "_"), "malformed"),
  bad("a box shorter than its tag", paste0(short, "_", parts[[2]]), "malformed"),
  bad("a nonce of 48 bytes", paste0(value, parts[[2]]), "malformed"),
  bad("a second bar", paste0(value, "_", parts[[2]]), "malformed"),
  bad("the nonce first", paste0(parts[[2]], "_", parts[[1]]), "malformed"),
  bad("plumber's form without a key", base64enc::base64encode(charToRaw('{"a":[1]}')), "malformed"),
  # What the server takes, and is refused here: a value has one spelling.
  bad("a star in the nonce", paste0(parts[[1]], "_*", parts[[2]]), "malformed"),
  bad("a bar at its end", paste0(value, "_"), "malformed"),
  bad("an escaped bar", sub("_", "%5F", encode(value), fixed = TRUE), "malformed",
      wire = sub("_", "%5F", encode(value), fixed = TRUE))
)

versions <- paste(vapply(c("sodium", "base64enc", "stringi", "jsonlite"), function(package)
  paste(package, utils::packageVersion(package)), ""), collapse = ", ")
file <- list(
  about = paste0("Cookies as plumber2 writes and reads them, made by tests/data/plumber2.R with ", versions, ": what ",
    "reqres 1.2.0 calls. server is what these make of the value in a header."),
  cases = cases
)
cat(jsonlite::toJSON(file, auto_unbox = TRUE, pretty = TRUE), "\n", sep = "")
