# A small plumber API with an encrypted session, for tests to talk to over HTTP.
#
# It listens on a free port of 127.0.0.1, writes "ready PORT" to standard error once it answers, and ends by
# itself after two minutes, in case the test that started it is gone. The environment says what to serve:
#
#   PLUMBER_KEY_FILE    the file with the cookie key; unset or empty: plumber's unencrypted form
#   PLUMBER_KEY_READER  how R reads that file: "readLines" (as plumber documents it; the default) or "readChar"
#   PLUMBER_EXPIRATION  seconds until the cookie expires; unset or empty: with the browser's session

suppressPackageStartupMessages(library(plumber))

cookie_key <- function(file, reader) {
  if (file == "") return(NULL)
  switch(reader,
    readLines = readLines(file, warn = FALSE),
    readChar = readChar(file, file.size(file)),
    stop("PLUMBER_KEY_READER is neither readLines nor readChar: ", reader)
  )
}

cookie_expiration <- function(seconds) {
  if (seconds == "") FALSE else as.numeric(seconds)
}

# The session as R sees it. NULL gets a word of its own, for toJSON(NULL) is "{}".
session_text <- function(req) {
  if (is.null(req$session)) "no session" else as.character(jsonlite::toJSON(req$session))
}

counter <- function(req) {
  before <- if (is.null(req$session$counter)) 0 else req$session$counter
  req$session$counter <- before + 1
  as.character(req$session$counter)
}

# The body is read as plumber itself reads the JSON of a cookie.
set <- function(req) {
  body <- rawToChar(req$bodyRaw)
  Encoding(body) <- "UTF-8"
  req$session <- jsonlite::parse_json(body, simplifyVector = TRUE)
  session_text(req)
}

clear <- function(req) {
  req$session <- NULL
  session_text(req)
}

api <- pr() %>%
  pr_get("/counter", counter, serializer = serializer_text()) %>%
  pr_get("/session", session_text, serializer = serializer_text()) %>%
  pr_get("/clear", clear, serializer = serializer_text()) %>%
  pr_post("/set", set, serializer = serializer_text(), parsers = "octet") %>%
  pr_cookie(
    cookie_key(Sys.getenv("PLUMBER_KEY_FILE"), Sys.getenv("PLUMBER_KEY_READER", "readLines")),
    expiration = cookie_expiration(Sys.getenv("PLUMBER_EXPIRATION"))
  )

# Callbacks run in the loop that serves, hence after the port is bound. Another process may take the port between
# the choice and the bind, so a failed bind chooses anew.
later::later(function() cat("ready ", port, "\n", sep = "", file = stderr()))
later::later(function() quit("no"), delay = 120)
for (attempt in 1:5) {
  port <- httpuv::randomPort(host = "127.0.0.1")
  taken <- tryCatch(
    {
      pr_run(api, host = "127.0.0.1", port = port, docs = FALSE, quiet = TRUE)
      NULL
    },
    error = function(e) e
  )
  if (is.null(taken)) break
  message("port ", port, ": ", conditionMessage(taken))
}
quit("no", status = 1)
