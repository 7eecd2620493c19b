/* The bytes of a backup: every one counts, and every chunk in its place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sys/backup_file.h"
#include "sys/backup_status.h"
#include "sys/bytes.h"
#include "sys/file.h"
#include "sys/secret.h"
#include "temporary.h"

#define IMAGE_BYTES (2 * BACKUP_BLOCK_BYTES + 700)
#define CHUNKS_MAX  16

static const uint8_t origin[BACKUP_KEY_BYTES] = {7};

struct made {
    struct secret *key;
    char *bytes;
    size_t n;
    uint8_t digest[SEALED_DIGEST_BYTES];
};

static struct backup_head
head(bool full)
{
    struct backup_head out = {
        .full = full, .schema = 5, .sequence = 3, .made_us = 1800000000000000};

    if (!full)
        memset(out.parent, 9, sizeof out.parent);
    return out;
}

/* One of changes: settings, and the last block alone. */
static void
make(struct made *made)
{
    const struct backup_facts facts = {.image_bytes = IMAGE_BYTES,
                                       .content = {1},
                                       .tables = 2,
                                       .rows = 3,
                                       .messages = 1};
    const struct backup_head of = head(false);
    const uint8_t image[BACKUP_HASH_BYTES] = {5};
    struct backup_writer *writer = NULL;
    uint8_t to[1][PUBLIC_KEY_BYTES];
    uint8_t block[700];
    FILE *file = open_memstream(&made->bytes, &made->n);

    assert_int_equal(secret_new(&made->key), RC_OK);
    crypto_box_keypair(to[0], made->key->bytes);
    randombytes_buf(block, sizeof block);
    assert_int_equal(backup_create(&writer, file, &of, &facts, origin,
                                   (const uint8_t(*)[PUBLIC_KEY_BYTES])to, 1),
                     RC_OK);
    assert_int_equal(backup_put_file(writer, "loketd.yaml", "desk:\n", 6),
                     RC_OK);
    assert_int_equal(backup_put_block(writer, 2, block, sizeof block), RC_OK);
    assert_int_equal(backup_finish(writer, image, made->digest), RC_OK);
    backup_writer_close(writer);
    fclose(file);
}

static void
unmake(struct made *made)
{
    secret_close(made->key);
    free(made->bytes);
}

static enum rc
read_bytes(const char *bytes, size_t n, const struct secret *key,
           struct backup_read *out)
{
    FILE *file = fmemopen((void *)(uintptr_t)bytes, n, "rb");
    enum rc rc = backup_read(file, key, origin, NULL, out);

    fclose(file);
    return rc;
}

static void
test_what_was_written_reads_back(void **state)
{
    const struct backup_head of = head(false);
    struct backup_read read;
    struct made made;

    (void)state;
    make(&made);
    assert_int_equal(read_bytes(made.bytes, made.n, made.key, &read), RC_OK);
    assert_int_equal(read.head.sequence, of.sequence);
    assert_int_equal(read.head.made_us, of.made_us);
    assert_int_equal(read.facts.image_bytes, IMAGE_BYTES);
    assert_int_equal(read.facts.rows, 3);
    assert_int_equal(read.blocks, 1);
    assert_memory_equal(read.digest, made.digest, sizeof read.digest);
    assert_int_equal(read_bytes(made.bytes, made.n, NULL, &read), RC_OK);
    unmake(&made);
}

static void
test_every_byte_counts(void **state)
{
    struct backup_read read;
    struct made made;

    (void)state;
    make(&made);
    for (size_t i = 0; i < made.n; i++)
        for (unsigned bit = 0; bit < 8; bit += 7) {
            made.bytes[i] = (char)(made.bytes[i] ^ (1 << bit));
            if (read_bytes(made.bytes, made.n, made.key, &read) == RC_OK ||
                read_bytes(made.bytes, made.n, NULL, &read) == RC_OK)
                fail_msg("byte %zu bit %u", i, bit);
            made.bytes[i] = (char)(made.bytes[i] ^ (1 << bit));
        }
    unmake(&made);
}

static void
test_no_part_of_one_is_one(void **state)
{
    struct backup_read read;
    struct made made;
    char *longer;

    (void)state;
    make(&made);
    for (size_t n = 1; n < made.n; n++)
        if (read_bytes(made.bytes, n, made.key, &read) == RC_OK ||
            read_bytes(made.bytes, n, NULL, &read) == RC_OK)
            fail_msg("%zu bytes of %zu", n, made.n);
    longer = calloc(1, made.n + 1);
    assert_non_null(longer);
    memcpy(longer, made.bytes, made.n);
    assert_int_equal(read_bytes(longer, made.n + 1, made.key, &read),
                     RC_INVALID);
    free(longer);
    unmake(&made);
}

/* The chunks of a file, and what stands before and behind them. */
struct parts {
    size_t at[CHUNKS_MAX], bytes[CHUNKS_MAX];
    size_t n, end;
};

static void
take_apart(const struct made *made, struct parts *parts)
{
    const uint8_t *bytes = (const uint8_t *)made->bytes;
    size_t at = 16 + bytes_get(bytes + 12, 4) +
                bytes_get(bytes + 10, 2) * (16 + 32 + crypto_box_SEALBYTES) +
                crypto_secretstream_xchacha20poly1305_HEADERBYTES;
    size_t size;

    *parts = (struct parts){.n = 0};
    while ((size = (size_t)bytes_get(bytes + at, 4)) != 0) {
        assert_true(parts->n < CHUNKS_MAX);
        parts->at[parts->n] = at;
        parts->bytes[parts->n++] = 4 + size;
        at += 4 + size;
    }
    parts->end = at;
}

/* The same file with its chunks in that order, its digest made to fit. */
static enum rc
read_order(const struct made *made, const struct parts *parts,
           const size_t order[], size_t n, const struct secret *key)
{
    struct backup_read read;
    char *bytes = malloc(2 * made->n);
    size_t at = parts->at[0];
    enum rc rc;

    assert_non_null(bytes);
    memcpy(bytes, made->bytes, at);
    for (size_t i = 0; i < n; i++) {
        memcpy(bytes + at, made->bytes + parts->at[order[i]],
               parts->bytes[order[i]]);
        at += parts->bytes[order[i]];
    }
    memset(bytes + at, 0, 4);
    at += 4;
    crypto_generichash((uint8_t *)bytes + at, SEALED_DIGEST_BYTES,
                       (const uint8_t *)bytes, at, NULL, 0);
    rc = read_bytes(bytes, at + SEALED_DIGEST_BYTES, key, &read);
    free(bytes);
    return rc;
}

static void
test_chunks_stand_in_their_order(void **state)
{
    static const size_t orders[][5] = {
        {1, 0, 2, 3, 9}, {0, 2, 1, 3, 9}, {0, 1, 3, 2, 9}, {0, 1, 2, 9, 9},
        {1, 2, 3, 9, 9}, {0, 1, 3, 9, 9}, {0, 1, 2, 2, 3}, {0, 1, 2, 3, 3},
        {3, 9, 9, 9, 9}, {0, 3, 9, 9, 9}};
    static const size_t right[] = {0, 1, 2, 3};
    struct parts parts;
    struct made made;

    (void)state;
    make(&made);
    take_apart(&made, &parts);
    assert_int_equal(parts.n, 4); /* facts, settings, block, end */
    assert_int_equal(read_order(&made, &parts, right, 4, made.key), RC_OK);
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
        size_t n = 0;

        while (n < 5 && orders[i][n] != 9)
            n++;
        if (read_order(&made, &parts, orders[i], n, made.key) != RC_INVALID)
            fail_msg("order %zu", i);
        /* without the key it is only known to be whole */
        assert_int_equal(read_order(&made, &parts, orders[i], n, NULL), RC_OK);
    }
    unmake(&made);
}

static void
test_who_has_no_key_of_it_is_told_so(void **state)
{
    static const uint8_t other_origin[BACKUP_KEY_BYTES] = {8};
    struct backup_read read;
    struct secret *other = NULL;
    struct made made;
    FILE *file;

    (void)state;
    make(&made);
    assert_int_equal(secret_new(&other), RC_OK);
    randombytes_buf(other->bytes, sizeof other->bytes);
    assert_int_equal(read_bytes(made.bytes, made.n, other, &read),
                     RC_NOT_FOUND);
    file = fmemopen(made.bytes, made.n, "rb");
    assert_int_equal(backup_read(file, made.key, other_origin, NULL, &read),
                     RC_STALE);
    fclose(file);
    secret_close(other);
    unmake(&made);
}

/* Whoever can seal to us can write any chunk: none may lead anywhere. */
static void
test_chunks_of_a_recipients_enemy(void **state)
{
    static const struct {
        const char *name;
        const char *chunk;
        size_t n;
    } rows[] = {
        {"unknown kind", "\x09", 1},
        {"block before facts",
         "\x03\0\0\0\0\0\0\0\0"
         "x",
         10},
        {"settings before facts",
         "\x02\x01"
         "ax",
         4},
        {"end before facts", "\x04", 1},
        {"facts cut short", "\x01\0\0\x01\0", 5},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct sealed_head packed = {.kind = SEALED_BACKUP, .n = 72};
        struct sealed_writer *writer = NULL;
        uint8_t to[1][PUBLIC_KEY_BYTES];
        uint8_t digest[SEALED_DIGEST_BYTES];
        struct backup_read read;
        struct secret *key = NULL;
        char *bytes = NULL;
        size_t n = 0;
        FILE *file = open_memstream(&bytes, &n);

        packed.bytes[0] = 1; /* format */
        packed.bytes[2] = 1; /* full */
        packed.bytes[24] = 1;
        assert_int_equal(secret_new(&key), RC_OK);
        crypto_box_keypair(to[0], key->bytes);
        assert_int_equal(sealed_create(&writer, file, &packed,
                                       (const uint8_t(*)[PUBLIC_KEY_BYTES])to,
                                       1),
                         RC_OK);
        assert_int_equal(sealed_put(writer, rows[i].chunk, rows[i].n, true),
                         RC_OK);
        assert_int_equal(sealed_finish(writer, digest), RC_OK);
        sealed_writer_close(writer);
        fclose(file);
        if (read_bytes(bytes, n, key, &read) != RC_INVALID)
            fail_msg("%s", rows[i].name);
        free(bytes);
        secret_close(key);
    }
}

static void
test_the_status_is_ours_or_none(void **state)
{
    static const char *const others[] = {
        "", "made_us=1\n",
        "made_us=1 full_us=1 sequence=1 full=1 bytes=1 "
        "image_bytes=1 messages=1 chain=1 took_us=1 oldest_key=1\nmore",
        "made_us=+1 full_us=1 sequence=1 full=1 bytes=1 image_bytes=1 "
        "messages=1 chain=1 took_us=1 oldest_key=1\n"};
    const struct backup_status status = {.made_us = 17,
                                         .full_us = 16,
                                         .sequence = 4,
                                         .full = true,
                                         .bytes = 100,
                                         .chain = 2,
                                         .oldest_key = 3};
    struct backup_status read;
    char *dir = temporary_make();
    char path[4096];

    (void)state;
    assert_int_equal(backup_status_read(&read, dir), RC_NOT_FOUND);
    assert_int_equal(backup_status_write(&status, dir), RC_OK);
    assert_int_equal(backup_status_read(&read, dir), RC_OK);
    assert_int_equal(read.made_us, 17);
    assert_int_equal(read.sequence, 4);
    assert_true(read.full);
    snprintf(path, sizeof path, "%s/" BACKUP_STATUS, dir);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        assert_int_equal(file_write(path, others[i], strlen(others[i]), 0600),
                         RC_OK);
        assert_int_equal(backup_status_read(&read, dir), RC_NOT_FOUND);
    }
    temporary_remove(dir);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_was_written_reads_back),
        cmocka_unit_test(test_every_byte_counts),
        cmocka_unit_test(test_no_part_of_one_is_one),
        cmocka_unit_test(test_chunks_stand_in_their_order),
        cmocka_unit_test(test_who_has_no_key_of_it_is_told_so),
        cmocka_unit_test(test_chunks_of_a_recipients_enemy),
        cmocka_unit_test(test_the_status_is_ours_or_none),
    };

    if (sodium_init() < 0)
        return 1;
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
