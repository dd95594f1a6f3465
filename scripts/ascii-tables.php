<?php

/**
 * Prints how PHP, ICU and Symfony convert single letters, as JSON for ascii-tables.mjs. It needs the
 * intl and mbstring extensions and symfony/string (Debian: php-cli php-intl php-mbstring
 * php-symfony-string). The recorded servers had PHP 8.2 and ICU 72.
 */
require '/usr/share/php/Symfony/Component/String/autoload.php';

use function Symfony\Component\String\u;

$icu = Transliterator::create('Any-Latin; Latin-ASCII; NFD; [:Nonspacing Mark:] Remove; NFC');
$letters = [];
$han = [];
for ($code = 0x80; $code < 0x10000; ++$code) {
    $letter = mb_chr($code, 'UTF-8');
    if (false === $letter || 0 === IntlChar::charType($code)) {
        continue;
    }
    if (0x4e00 <= $code && $code < 0xa000) {
        $han[$letter] = trim($icu->transliterate($letter));
        continue;
    }
    $letters[$code] = [$icu->transliterate($letter), u($letter)->ascii()->toString()];
}
echo json_encode(['letters' => $letters, 'han' => $han, 'icu' => INTL_ICU_VERSION]);
