<?php
// Laravel's own middleware for cookies, for laravel.rs beside this file.
//
//     laravel.php CIPHER CODE   serves on a free port of loopback, says `ready PORT`
//
// CODE is a file of the code that `key export` prints for it. `/set` sets the cookie
// `own` to the body of the request; `/` prints what the cookie carries, or `null`;
// `/session/ID/NOW` prints what Laravel reads of the session in the cookie ID at that
// time.

require '/usr/share/php/Illuminate/Encryption/autoload.php';
require '/usr/share/php/Illuminate/Cookie/autoload.php';
require '/usr/share/php/Illuminate/Session/autoload.php';
require __DIR__.'/laravel_config.php';

use Illuminate\Cookie\Middleware\EncryptCookies;
use Illuminate\Encryption\Encrypter;
use Illuminate\Encryption\EncryptionServiceProvider;
use Illuminate\Cookie\CookieJar;
use Illuminate\Session\CookieSessionHandler;
use Illuminate\Support\Carbon;
use Symfony\Component\HttpFoundation\Cookie;
use Symfony\Component\HttpFoundation\Request;
use Symfony\Component\HttpFoundation\Response;

// Whoever started it may be gone.
set_time_limit(0);
$end = time() + 300;

[, $cipher, $code] = $argv;
$config = configured($code);
$provider = (new ReflectionClass(EncryptionServiceProvider::class))->newInstanceWithoutConstructor();
$parse = new ReflectionMethod($provider, 'parseKey');
$parse->setAccessible(true);
$key = $parse->invoke($provider, ['key' => $config['key']]);
$middleware = new EncryptCookies(new Encrypter($key, $cipher));

$server = stream_socket_server('tcp://127.0.0.1:0');
echo 'ready '.preg_replace('/.*:/', '', stream_socket_get_name($server, false))."\n";
while (time() < $end) {
    $socket = @stream_socket_accept($server, 5);
    if (! $socket) {
        continue;
    }
    [, $path] = explode(' ', fgets($socket));
    $headers = [];
    while (($line = rtrim(fgets($socket))) !== '') {
        [$name, $value] = explode(': ', $line, 2);
        $headers[strtolower($name)] = $value;
    }
    $length = (int) ($headers['content-length'] ?? 0);
    $body = $length > 0 ? stream_get_contents($socket, $length) : '';
    // As PHP reads the header: %XX is decoded, and a plus stays one.
    $cookies = [];
    foreach (explode('; ', $headers['cookie'] ?? '') as $pair) {
        [$name, $value] = explode('=', $pair, 2) + [1 => ''];
        $cookies[$name] = rawurldecode($value);
    }
    $request = new Request([], [], [], $cookies);
    $answer = $middleware->handle($request, function ($request) use ($path, $body) {
        if (str_starts_with($path, '/session/')) {
            [, , $id, $now] = explode('/', $path);
            Carbon::setTestNow(Carbon::createFromTimestamp((int) $now));
            $handler = new CookieSessionHandler(new CookieJar(), 120);
            $handler->setRequest($request);
            return new Response($handler->read($id));
        }
        if ($path !== '/set') {
            return new Response($request->cookies->get('own') ?? 'null');
        }
        $response = new Response('');
        $response->headers->setCookie(new Cookie('own', $body));
        return $response;
    });
    $text = $answer->getContent();
    fwrite($socket, "HTTP/1.1 200 OK\r\nContent-Length: ".strlen($text)."\r\nConnection: close\r\n");
    foreach ($answer->headers->getCookies() as $cookie) {
        fwrite($socket, "Set-Cookie: $cookie\r\n");
    }
    fwrite($socket, "\r\n$text");
    fclose($socket);
}
