/* The limit for trying words as the keys of one plumber cookie: SHA-256 of each
 * line and one crypto_secretbox_open_easy of libsodium, on as many threads as
 * there are cores, over a list that is mapped into memory. Prints the words
 * that were tried and the seconds that it took.
 *
 * weak LIST BOX NONCE, both in hex digits.
 * cc -O3 -march=native weak.c -lsodium -lpthread; Debian: libsodium-dev. */
#include <fcntl.h>
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const char *list;
static unsigned char box[4096], nonce[24];
static size_t box_bytes, threads;

struct share {
    size_t start, end, tried, found;
};

static void *work(void *of)
{
    struct share *share = of;
    unsigned char key[32], message[4096];
    size_t at = share->start;
    while (at < share->end) {
        const char *line = list + at;
        const char *newline = memchr(line, '\n', share->end - at);
        size_t length = newline ? (size_t)(newline - line) : share->end - at;
        if (length > 0) {
            crypto_hash_sha256(key, (const unsigned char *)line, length);
            share->found += crypto_secretbox_open_easy(message, box, box_bytes, nonce, key) == 0;
            share->tried++;
        }
        at += length + 1;
    }
    return NULL;
}

int main(int argc, char **argv)
{
    if (argc != 4 || sodium_init() < 0)
        return 2;
    int file = open(argv[1], O_RDONLY);
    struct stat facts;
    size_t nonce_bytes;
    if (file < 0 || fstat(file, &facts) != 0)
        return 2;
    if (sodium_hex2bin(box, sizeof box, argv[2], strlen(argv[2]), NULL, &box_bytes, NULL) != 0 ||
        sodium_hex2bin(nonce, sizeof nonce, argv[3], strlen(argv[3]), NULL, &nonce_bytes, NULL) != 0)
        return 2;
    size_t size = (size_t)facts.st_size;
    list = mmap(NULL, size, PROT_READ, MAP_PRIVATE, file, 0);
    if (list == MAP_FAILED)
        return 2;
    struct timespec start, end;
    clock_gettime(CLOCK_MONOTONIC, &start);
    threads = (size_t)sysconf(_SC_NPROCESSORS_ONLN);
    pthread_t *running = calloc(threads, sizeof *running);
    struct share *shares = calloc(threads, sizeof *shares);
    size_t from = 0;
    for (size_t index = 0; index < threads; index++) {
        size_t to = size * (index + 1) / threads;
        while (to < size && list[to - 1] != '\n')
            to++;
        shares[index] = (struct share){from, to, 0, 0};
        from = to;
        pthread_create(&running[index], NULL, work, &shares[index]);
    }
    size_t tried = 0, found = 0;
    for (size_t index = 0; index < threads; index++) {
        pthread_join(running[index], NULL);
        tried += shares[index].tried;
        found += shares[index].found;
    }
    clock_gettime(CLOCK_MONOTONIC, &end);
    double seconds = (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9;
    printf("%zu %zu %.6f\n", tried, found, seconds);
    return 0;
}
