/* Files that only some can read. */
#include "sys/sealed_file.h"

#include <errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "sys/bytes.h"
#include "sys/secret.h"

#define MAGIC            "LOKETSF1"
#define MAGIC_BYTES      8
#define FIXED_BYTES      16 /* magic and the three numbers */
#define FINGERPRINT      16
#define KEY_BYTES        crypto_secretstream_xchacha20poly1305_KEYBYTES
#define STREAM_HEAD      crypto_secretstream_xchacha20poly1305_HEADERBYTES
#define STREAM_ADDS      crypto_secretstream_xchacha20poly1305_ABYTES
#define TAG_LAST         crypto_secretstream_xchacha20poly1305_TAG_FINAL
#define SEALED_KEY_BYTES (KEY_BYTES + crypto_box_SEALBYTES)
#define SLOT_BYTES       (FINGERPRINT + SEALED_KEY_BYTES)
#define CIPHER_BYTES_MAX (SEALED_CHUNK_BYTES + STREAM_ADDS)

/* In memory for secrets, all of it. */
struct stream {
    crypto_secretstream_xchacha20poly1305_state state;
    uint8_t key[KEY_BYTES];
    uint8_t plain[SEALED_CHUNK_BYTES];
};

struct sealed_writer {
    FILE *file;
    crypto_generichash_state digest; /* of all that was written */
    struct stream *stream;
    uint8_t before[SEALED_DIGEST_BYTES]; /* of all before the first chunk */
    bool begun;
    uint8_t cipher[4 + CIPHER_BYTES_MAX];
};

struct sealed_reader {
    FILE *file;
    crypto_generichash_state digest;
    struct stream *stream; /* NULL: no key */
    uint8_t before[SEALED_DIGEST_BYTES];
    uint8_t whole[SEALED_DIGEST_BYTES];
    bool begun, ended, last; /* last: the stream says that was all */
    uint8_t cipher[CIPHER_BYTES_MAX];
};

static void
fingerprint(uint8_t out[FINGERPRINT],
            const uint8_t public_key[PUBLIC_KEY_BYTES])
{
    crypto_generichash(out, FINGERPRINT, public_key, PUBLIC_KEY_BYTES, NULL, 0);
}

static void
digest_so_far(const crypto_generichash_state *state,
              uint8_t out[SEALED_DIGEST_BYTES])
{
    crypto_generichash_state copy = *state;

    crypto_generichash_final(&copy, out, SEALED_DIGEST_BYTES);
}

/* --- writing --------------------------------------------------------------- */

static enum rc
write_raw(struct sealed_writer *writer, const uint8_t *bytes, size_t n)
{
    crypto_generichash_update(&writer->digest, bytes, n);
    return fwrite(bytes, 1, n, writer->file) == n ? RC_OK : RC_FATAL;
}

static enum rc
write_slot(struct sealed_writer *writer, const uint8_t to[PUBLIC_KEY_BYTES])
{
    uint8_t slot[SLOT_BYTES];

    fingerprint(slot, to);
    if (crypto_box_seal(slot + FINGERPRINT, writer->stream->key, KEY_BYTES,
                        to) != 0)
        return RC_INVALID;
    return write_raw(writer, slot, sizeof slot);
}

static enum rc
write_beginning(struct sealed_writer *writer, const struct sealed_head *head,
                const uint8_t recipients[][PUBLIC_KEY_BYTES], size_t n)
{
    uint8_t fixed[FIXED_BYTES] = MAGIC;
    uint8_t stream_head[STREAM_HEAD];
    enum rc rc;

    bytes_put(fixed + MAGIC_BYTES, (uint64_t)head->kind, 2);
    bytes_put(fixed + MAGIC_BYTES + 2, n, 2);
    bytes_put(fixed + MAGIC_BYTES + 4, head->n, 4);
    if ((rc = write_raw(writer, fixed, sizeof fixed)) != RC_OK ||
        (rc = write_raw(writer, head->bytes, head->n)) != RC_OK)
        return rc;
    for (size_t i = 0; i < n; i++)
        if ((rc = write_slot(writer, recipients[i])) != RC_OK)
            return rc;
    crypto_secretstream_xchacha20poly1305_init_push(
        &writer->stream->state, stream_head, writer->stream->key);
    if ((rc = write_raw(writer, stream_head, sizeof stream_head)) == RC_OK)
        digest_so_far(&writer->digest, writer->before);
    return rc;
}

enum rc
sealed_create(struct sealed_writer **out, FILE *file,
              const struct sealed_head *head,
              const uint8_t recipients[][PUBLIC_KEY_BYTES], size_t recipients_n)
{
    struct sealed_writer *writer = NULL;
    enum rc rc = RC_FATAL;

    if (recipients_n < 1 || recipients_n > SEALED_RECIPIENTS_MAX ||
        head->n > SEALED_HEAD_BYTES)
        return RC_INVALID;
    if ((writer = calloc(1, sizeof *writer)) == NULL ||
        (writer->stream = secret_memory(sizeof *writer->stream)) == NULL) {
        errno = ENOMEM;
        goto out;
    }
    writer->file = file;
    crypto_generichash_init(&writer->digest, NULL, 0, SEALED_DIGEST_BYTES);
    crypto_secretstream_xchacha20poly1305_keygen(writer->stream->key);
    if ((rc = write_beginning(writer, head, recipients, recipients_n)) != RC_OK)
        goto out;
    *out = writer;
    writer = NULL; /* handed over */
out:
    sealed_writer_close(writer);
    return rc;
}

enum rc
sealed_put(struct sealed_writer *writer, const void *bytes, size_t n, bool last)
{
    if (n < 1 || n > SEALED_CHUNK_BYTES)
        return RC_INVALID;
    crypto_secretstream_xchacha20poly1305_push(
        &writer->stream->state, writer->cipher + 4, NULL, bytes, n,
        writer->begun ? NULL : writer->before,
        writer->begun ? 0 : sizeof writer->before,
        last ? (uint8_t)TAG_LAST : 0);
    writer->begun = true;
    bytes_put(writer->cipher, n + STREAM_ADDS, 4);
    return write_raw(writer, writer->cipher, 4 + n + STREAM_ADDS);
}

enum rc
sealed_finish(struct sealed_writer *writer, uint8_t digest[SEALED_DIGEST_BYTES])
{
    static const uint8_t end[4] = {0};
    enum rc rc = write_raw(writer, end, sizeof end);

    if (rc != RC_OK)
        return rc;
    digest_so_far(&writer->digest, digest);
    if (fwrite(digest, 1, SEALED_DIGEST_BYTES, writer->file) !=
            SEALED_DIGEST_BYTES ||
        fflush(writer->file) != 0)
        return RC_FATAL;
    return RC_OK;
}

void
sealed_writer_close(struct sealed_writer *writer)
{
    if (writer == NULL)
        return;
    secret_memory_close(writer->stream);
    free(writer);
}

/* --- reading --------------------------------------------------------------- */

/* A file that ends too early is damaged; one that cannot be read is another
 * matter. */
static enum rc
read_raw(struct sealed_reader *reader, uint8_t *bytes, size_t n, bool counts)
{
    if (fread(bytes, 1, n, reader->file) != n)
        return ferror(reader->file) ? RC_FATAL : RC_INVALID;
    if (counts)
        crypto_generichash_update(&reader->digest, bytes, n);
    return RC_OK;
}

/* Our own slot gives the key of the file; RC_NOT_FOUND: it is another's. */
static enum rc
open_slot(struct sealed_reader *reader, const uint8_t slot[SLOT_BYTES],
          const struct secret *key)
{
    uint8_t public_key[PUBLIC_KEY_BYTES];
    uint8_t mine[FINGERPRINT];

    crypto_scalarmult_base(public_key, key->bytes);
    fingerprint(mine, public_key);
    if (memcmp(mine, slot, FINGERPRINT) != 0)
        return RC_NOT_FOUND;
    return crypto_box_seal_open(reader->stream->key, slot + FINGERPRINT,
                                SEALED_KEY_BYTES, public_key, key->bytes) == 0
               ? RC_OK
               : RC_INVALID;
}

static enum rc
read_slots(struct sealed_reader *reader, size_t n, const struct secret *key)
{
    uint8_t slot[SLOT_BYTES];
    enum rc found = RC_NOT_FOUND;

    for (size_t i = 0; i < n; i++) {
        enum rc rc = read_raw(reader, slot, sizeof slot, true);

        if (rc != RC_OK)
            return rc;
        if (key == NULL || found != RC_NOT_FOUND)
            continue;
        if ((found = open_slot(reader, slot, key)) == RC_INVALID)
            return RC_INVALID;
    }
    return key == NULL ? RC_OK : found;
}

static enum rc
read_beginning(struct sealed_reader *reader, const struct secret *key,
               struct sealed_head *head)
{
    uint8_t fixed[FIXED_BYTES];
    uint8_t stream_head[STREAM_HEAD];
    uint64_t kind, recipients, head_n;
    enum rc rc = read_raw(reader, fixed, sizeof fixed, true);

    if (rc != RC_OK)
        return rc;
    kind = bytes_get(fixed + MAGIC_BYTES, 2);
    recipients = bytes_get(fixed + MAGIC_BYTES + 2, 2);
    head_n = bytes_get(fixed + MAGIC_BYTES + 4, 4);
    if (memcmp(fixed, MAGIC, MAGIC_BYTES) != 0 ||
        (kind != SEALED_BACKUP && kind != SEALED_KEYS) || recipients < 1 ||
        recipients > SEALED_RECIPIENTS_MAX || head_n > SEALED_HEAD_BYTES)
        return RC_INVALID;
    *head = (struct sealed_head){.kind = (enum sealed_kind)kind,
                                 .n = (size_t)head_n};
    if ((rc = read_raw(reader, head->bytes, head->n, true)) != RC_OK ||
        (rc = read_slots(reader, (size_t)recipients, key)) != RC_OK ||
        (rc = read_raw(reader, stream_head, sizeof stream_head, true)) != RC_OK)
        return rc;
    digest_so_far(&reader->digest, reader->before);
    if (key != NULL &&
        crypto_secretstream_xchacha20poly1305_init_pull(
            &reader->stream->state, stream_head, reader->stream->key) != 0)
        return RC_INVALID;
    return RC_OK;
}

enum rc
sealed_open(struct sealed_reader **out, FILE *file, const struct secret *key,
            struct sealed_head *head)
{
    struct sealed_reader *reader = calloc(1, sizeof *reader);
    enum rc rc = RC_FATAL;

    if (reader == NULL)
        goto out;
    reader->file = file;
    if (key != NULL &&
        (reader->stream = secret_memory(sizeof *reader->stream)) == NULL)
        goto out;
    crypto_generichash_init(&reader->digest, NULL, 0, SEALED_DIGEST_BYTES);
    if ((rc = read_beginning(reader, key, head)) != RC_OK)
        goto out;
    *out = reader;
    reader = NULL; /* handed over */
out:
    sealed_reader_close(reader);
    return rc;
}

/* After the last chunk: the digest, and nothing behind it. */
static enum rc
read_end(struct sealed_reader *reader)
{
    uint8_t written[SEALED_DIGEST_BYTES];
    uint8_t more;
    enum rc rc;

    digest_so_far(&reader->digest, reader->whole);
    if ((rc = read_raw(reader, written, sizeof written, false)) != RC_OK)
        return rc;
    if (memcmp(written, reader->whole, sizeof written) != 0 || !reader->begun ||
        (reader->stream != NULL && !reader->last))
        return RC_INVALID;
    if (fread(&more, 1, 1, reader->file) != 0)
        return RC_INVALID;
    if (ferror(reader->file))
        return RC_FATAL;
    reader->ended = true;
    return RC_NOT_FOUND;
}

static enum rc
open_chunk(struct sealed_reader *reader, size_t n)
{
    uint8_t tag = 0;

    if (reader->last ||
        crypto_secretstream_xchacha20poly1305_pull(
            &reader->stream->state, reader->stream->plain, NULL, &tag,
            reader->cipher, n, reader->begun ? NULL : reader->before,
            reader->begun ? 0 : sizeof reader->before) != 0 ||
        (tag != 0 && tag != TAG_LAST))
        return RC_INVALID;
    reader->last = tag == TAG_LAST;
    return RC_OK;
}

enum rc
sealed_get(struct sealed_reader *reader, const uint8_t **chunk, size_t *n)
{
    uint8_t size[4];
    size_t cipher_n;
    enum rc rc;

    if (reader->ended)
        return RC_NOT_FOUND;
    if ((rc = read_raw(reader, size, sizeof size, true)) != RC_OK)
        return rc;
    if ((cipher_n = (size_t)bytes_get(size, 4)) == 0)
        return read_end(reader);
    if (cipher_n <= STREAM_ADDS || cipher_n > CIPHER_BYTES_MAX)
        return RC_INVALID;
    if ((rc = read_raw(reader, reader->cipher, cipher_n, true)) != RC_OK)
        return rc;
    if (reader->stream != NULL && (rc = open_chunk(reader, cipher_n)) != RC_OK)
        return rc;
    reader->begun = true;
    *chunk = reader->stream != NULL ? reader->stream->plain : NULL;
    *n = reader->stream != NULL ? cipher_n - STREAM_ADDS : 0;
    return RC_OK;
}

void
sealed_reader_digest(const struct sealed_reader *reader,
                     uint8_t digest[SEALED_DIGEST_BYTES])
{
    memcpy(digest, reader->whole, SEALED_DIGEST_BYTES);
}

void
sealed_reader_close(struct sealed_reader *reader)
{
    if (reader == NULL)
        return;
    secret_memory_close(reader->stream);
    free(reader);
}
