//! The command line, as a user and a script see it: the binary itself, run in
//! a directory of its own with an environment of its own, and every byte that
//! it prints compared.
//!
//! A test that needs a program beyond a shell, or a privilege, is ignored
//! unless asked for; `tests/run` installs what they need.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "what a test cannot do ends it")]

mod argument;
mod as_servers_read;
mod at_bounds;
mod bounds;
mod captured;
mod carry;
mod chunks;
mod command;
mod completions;
mod database;
mod dates;
mod decrypt;
mod documents;
mod dotenv;
mod encrypt;
mod examples;
mod exits;
mod explain;
mod fits;
mod flips;
mod folder;
mod foreign;
mod formats;
mod forms;
mod frameworks_adonis;
mod frameworks_aiohttp_session;
mod frameworks_authjs;
mod frameworks_bottle;
mod frameworks_django;
mod frameworks_django_messages;
mod frameworks_express;
mod frameworks_fastify;
mod frameworks_fastify_cookie;
mod frameworks_fastify_secure_session;
mod frameworks_fernet;
mod frameworks_flask;
mod frameworks_flask_login;
mod frameworks_gorilla;
mod frameworks_hono;
mod frameworks_iron;
mod frameworks_itsdangerous;
mod frameworks_itsdangerous_uses;
mod frameworks_jwt;
mod frameworks_keygrip;
mod frameworks_laravel;
mod frameworks_litestar;
mod frameworks_paseto;
mod frameworks_plumber2;
mod frameworks_pyramid;
mod frameworks_rack;
mod frameworks_rails;
mod frameworks_remix;
mod frameworks_starlette;
mod frameworks_tornado;
mod hidden;
mod hints;
mod input;
mod inspect;
mod json;
mod key;
mod keyfile;
mod keygen;
mod known;
mod limits;
mod lines;
mod lines_broken;
mod lines_census;
mod lines_common;
mod lines_logs;
mod lines_mixed;
mod lines_terminal;
mod login;
mod memory;
mod names;
mod namesakes;
mod own_choice;
mod pasted;
#[path = "../printed/mod.rs"]
mod printed;
mod printing;
mod rails_credentials;
mod readme;
mod reissue;
mod screens;
mod secrets;
mod set_cookie;
mod sign;
mod slots;
mod spec;
mod system;
mod systems;
mod terminal;
mod token;
mod token_import;
mod token_input;
mod token_lines;
mod token_lockout;
mod token_stateless;
mod token_terminal;
mod tools;
mod untried;
mod usage;
mod vectors;
mod verdicts;
mod verify;
mod way;
mod whitespace;
mod world;
