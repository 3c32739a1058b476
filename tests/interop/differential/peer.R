# R plumber, for differential.rs beside this folder.
#
#     peer.R FORMAT KEY NAME make|read
#
# KEY is a file, NAME the cookie's. Each line of standard input is JSON: a payload, of
# which a cookie is made, or a cookie's value, which is read. A line of JSON is printed
# for each: the value, or the payload in a list, which is empty if it was refused.

args <- commandArgs(trailingOnly = TRUE)
key <- plumber:::asCookieKey(readLines(args[2], warn = FALSE)[1])
name <- args[3]
json <- function(it) jsonlite::toJSON(it, auto_unbox = TRUE, digits = NA, null = "null")

make <- function(payload) {
  httpuv::encodeURIComponent(plumber:::encodeCookie(payload, key))
}
read <- function(value) {
  cookies <- plumber:::parseCookies(paste0(name, "=", value))
  payload <- plumber:::decodeCookie(cookies[[name]], key)
  if (is.null(payload)) stop("refused")
  payload
}

input <- file("stdin", encoding = "UTF-8")
for (line in readLines(input)) {
  given <- jsonlite::fromJSON(line)
  answer <- if (args[4] == "make") json(make(given)) else tryCatch(
    paste0("[", json(read(given)), "]"),
    # Its server takes a refused one for a new session.
    error = function(error) "[]"
  )
  cat(answer, "\n", sep = "")
}
