<?php
// What config/app.php returns, with the code that `key export` prints for it put where
// that says: above the list, and its last two lines into the list.

function configured(string $file): array
{
    $code = file_get_contents($file);
    preg_match_all("|^//     ('.*,)$|m", $code, $lines);
    $list = "return ['name' => 'Laravel', 'cipher' => 'AES-256-CBC', ".implode(' ', $lines[1]).'];';
    return eval($code."\n".$list);
}
