/* How often a second a library alone does what opening one cookie needs: no
 * reading, no parsing, no writing. Prints the seconds of COUNT times.
 * usage: limit secretbox|xchacha|hmac COUNT */
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { PAYLOAD = 100, SEALED = PAYLOAD + 16, HEADER = 60, SIGNED = 34 };

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec * 1e-9;
}

int main(int count, char **arguments) {
    if (count != 3 || sodium_init() < 0) return 2;
    long times = atol(arguments[2]), right = 0;
    unsigned char key[32], nonce[24], payload[PAYLOAD], sealed[SEALED], opened[PAYLOAD];
    unsigned char header[HEADER] = {0}, tag[32];
    unsigned tag_bytes;
    randombytes_buf(key, sizeof key);
    randombytes_buf(nonce, sizeof nonce);
    memset(payload, 'a', sizeof payload);
    double start;
    if (!strcmp(arguments[1], "secretbox")) {
        crypto_secretbox_easy(sealed, payload, PAYLOAD, nonce, key);
        start = now();
        for (long i = 0; i < times; i++)
            right += crypto_secretbox_open_easy(opened, sealed, SEALED, nonce, key) == 0;
    } else if (!strcmp(arguments[1], "xchacha")) {
        crypto_aead_xchacha20poly1305_ietf_encrypt(sealed, NULL, payload, PAYLOAD, header, HEADER,
                                                   NULL, nonce, key);
        start = now();
        for (long i = 0; i < times; i++)
            right += crypto_aead_xchacha20poly1305_ietf_decrypt(
                         opened, NULL, NULL, sealed, SEALED, header, HEADER, nonce, key) == 0;
    } else {
        start = now();
        for (long i = 0; i < times; i++)
            right += HMAC(EVP_sha256(), key, sizeof key, payload, SIGNED, tag, &tag_bytes) != NULL;
    }
    double seconds = now() - start;
    if (right != times) return 1;
    printf("%.6f\n", seconds);
    return 0;
}
