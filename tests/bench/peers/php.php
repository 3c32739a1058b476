<?php
// Laravel opens the cookies of many lines, for frameworks.sh.
//
//     php.php FORMAT NAME   reads cookies with the key of the file `key`, a line each,
//                           and writes a record for each; NAME is the cookies' name

require '/usr/share/php/Illuminate/Encryption/autoload.php';
require '/usr/share/php/Illuminate/Cookie/autoload.php';

use Illuminate\Cookie\CookieValuePrefix;
use Illuminate\Encryption\Encrypter;

[, , $name] = $argv;
$key = base64_decode(substr(trim(file_get_contents('key')), strlen('base64:')));
$box = new Encrypter($key, 'AES-256-CBC');
for ($number = 1; ($line = fgets(STDIN)) !== false; $number++) {
    $value = $box->decrypt(rawurldecode(rtrim($line)), false);
    // As the middleware does it.
    if (! str_starts_with($value, CookieValuePrefix::create($name, $key))) {
        exit(1);
    }
    $payload = CookieValuePrefix::remove($value);
    echo json_encode(['line' => $number, 'outcome' => 'valid', 'payload' => $payload])."\n";
}
