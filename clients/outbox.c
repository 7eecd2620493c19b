/* outbox -- see outbox.h */
#include "outbox.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "output.h"
#include "profile.h"
#include "record_file.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "text.h"
#include "uuid7.h"

#define PENDING_MAX 256
#define NAME_ROOM   (OUTBOX_HASH_CHARS + 8) /* HASH.json */

struct outbox {
    int waiting_fd; /* folders */
    int sent_fd;
    int lock_fd;
    bool alone; /* nobody else used the outbox when we came */
    uint8_t key[OUTBOX_KEY_BYTES];
    uint8_t server_key[PUBLIC_KEY_BYTES];
    json_t *seen; /* HASH of a first occurrence: how many so far */
    struct uuid7 ids;
    int unsynced[PENDING_MAX]; /* files written, still open */
    size_t unsynced_n;
    char received[PENDING_MAX][NAME_ROOM]; /* to be removed */
    size_t received_n;
};

static bool
lock(const struct outbox *outbox, short kind, int command)
{
    struct flock range = {.l_type = kind, .l_whence = SEEK_SET};

    return fcntl(outbox->lock_fd, command, &range) == 0;
}

enum rc
outbox_open(struct outbox **out, const struct profile *profile)
{
    struct outbox *outbox = calloc(1, sizeof *outbox);

    if (outbox == NULL)
        return RC_FATAL;
    outbox->seen = json_object();
    outbox->lock_fd = -1;
    outbox->sent_fd = -1;
    memcpy(outbox->server_key, profile->server_key, PUBLIC_KEY_BYTES);
    outbox->waiting_fd = record_file_folder(profile, "outbox");
    if (outbox->waiting_fd >= 0)
        outbox->sent_fd = record_file_folder(profile, "sent");
    if (outbox->sent_fd >= 0)
        outbox->lock_fd = openat(outbox->waiting_fd, ".lock",
                                 O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (outbox->lock_fd < 0 ||
        profile_outbox_key(profile, outbox->key) != RC_OK) {
        output_error(_("the outbox in %s cannot be used: %s"), profile->folder,
                     strerror(errno));
        outbox_close(outbox);
        return RC_FATAL;
    }
    /* What others are sending at this moment does not wait for us. */
    outbox->alone = lock(outbox, F_WRLCK, F_OFD_SETLK);
    (void)lock(outbox, F_RDLCK, F_OFD_SETLKW);
    *out = outbox;
    return RC_OK;
}

void
outbox_close(struct outbox *outbox)
{
    if (outbox == NULL)
        return;
    (void)!outbox_sync(outbox);
    if (outbox->waiting_fd >= 0)
        (void)close(outbox->waiting_fd);
    if (outbox->sent_fd >= 0)
        (void)close(outbox->sent_fd);
    if (outbox->lock_fd >= 0)
        (void)close(outbox->lock_fd);
    json_decref(outbox->seen);
    sodium_memzero(outbox, sizeof *outbox);
    free(outbox);
}

void
outbox_item_close(struct outbox_item *item)
{
    json_decref(item->submit);
    item->submit = NULL;
}

static enum rc
hash_of(const struct outbox *outbox, const json_t *submit, unsigned occurrence,
        char out[OUTBOX_HASH_CHARS])
{
    crypto_generichash_state state;
    uint8_t digest[32];
    char *text = json_dumps(submit, JSON_COMPACT | JSON_SORT_KEYS);

    if (text == NULL)
        return RC_FATAL;
    (void)crypto_generichash_init(&state, outbox->key, OUTBOX_KEY_BYTES,
                                  sizeof digest);
    (void)crypto_generichash_update(&state, outbox->server_key,
                                    sizeof outbox->server_key);
    (void)crypto_generichash_update(&state, (const uint8_t *)&occurrence,
                                    sizeof occurrence);
    (void)crypto_generichash_update(&state, (const uint8_t *)text,
                                    strlen(text));
    (void)crypto_generichash_final(&state, digest, sizeof digest);
    (void)sodium_bin2hex(out, OUTBOX_HASH_CHARS, digest, sizeof digest);
    free(text);
    return RC_OK;
}

/* Written now, safe at the next outbox_sync().  RC_DUP: there is one. */
static enum rc
keep(struct outbox *outbox, int folder_fd, const char *name,
     const json_t *object)
{
    int fd = -1;
    enum rc rc;

    if (outbox->unsynced_n == PENDING_MAX && outbox_sync(outbox) != RC_OK)
        return RC_FATAL;
    if ((rc = record_file_write(folder_fd, name, object, &fd)) == RC_OK)
        outbox->unsynced[outbox->unsynced_n++] = fd;
    return rc;
}

static void
id_choose(struct outbox *outbox, char out[OUTBOX_ID_CHARS])
{
    struct clock real = {0};
    uint8_t noise[10];
    uint8_t id[UUID7_BYTES];

    randombytes_buf(noise, sizeof noise);
    uuid7_next(&outbox->ids, clock_utc_us(&real) / 1000, noise, id);
    (void)sodium_bin2hex(out, OUTBOX_ID_CHARS, id, sizeof id);
}

/* The id that an earlier run gave this message. */
static bool
id_known(int folder_fd, const char *name, char out[OUTBOX_ID_CHARS])
{
    json_t *record = record_file_read(folder_fd, name);
    const char *id = object_text(record, "message_id");
    bool known = strlen(id) == OUTBOX_ID_CHARS - 1;

    if (known)
        memcpy(out, id, OUTBOX_ID_CHARS);
    json_decref(record);
    return known;
}

static enum rc
waiting_write(struct outbox *outbox, const char *name, struct outbox_item *item)
{
    json_t *record = json_pack("{s:s, s:O}", "message_id", item->message_id,
                               "submit", item->submit);

    if (record == NULL)
        return RC_FATAL;

    enum rc rc = keep(outbox, outbox->waiting_fd, name, record);

    json_decref(record);
    return rc;
}

static enum rc
item_hash(struct outbox *outbox, const json_t *submit, bool again,
          char out[OUTBOX_HASH_CHARS])
{
    uint8_t random[32];
    json_int_t seen;
    enum rc rc;

    if (again) {
        randombytes_buf(random, sizeof random);
        (void)sodium_bin2hex(out, OUTBOX_HASH_CHARS, random, sizeof random);
        return RC_OK;
    }
    if ((rc = hash_of(outbox, submit, 0, out)) != RC_OK)
        return rc;
    seen = json_integer_value(json_object_get(outbox->seen, out));
    if (json_object_set_new(outbox->seen, out, json_integer(seen + 1)) != 0)
        return RC_FATAL;
    return seen == 0 ? RC_OK : hash_of(outbox, submit, (unsigned)seen, out);
}

static enum rc
id_set(struct outbox_item *item)
{
    return json_object_set_new(item->submit, "message_id",
                               json_string(item->message_id)) == 0
               ? RC_OK
               : RC_FATAL;
}

/* A new message: choose its id, keep it.  Where another process was first,
 * its id counts. */
static enum rc
item_keep(struct outbox *outbox, const char *name, struct outbox_item *item)
{
    enum rc rc;

    id_choose(outbox, item->message_id);
    if ((rc = id_set(item)) != RC_OK)
        return rc;
    rc = waiting_write(outbox, name, item);
    if (rc != RC_DUP)
        return rc;
    if (id_known(outbox->waiting_fd, name, item->message_id))
        return id_set(item);
    /* Half a file of a power cut: that message was never sent. */
    (void)unlinkat(outbox->waiting_fd, name, 0);
    return waiting_write(outbox, name, item);
}

enum rc
outbox_put(struct outbox *outbox, const json_t *submit, bool again,
           struct outbox_item *item)
{
    char name[NAME_ROOM];
    enum rc rc = RC_FATAL;

    /* The hash is that of a message without id, so copy. */
    *item = (struct outbox_item){.submit = json_copy((json_t *)submit)};
    if (item->submit == NULL ||
        item_hash(outbox, submit, again, item->hash) != RC_OK)
        goto out;
    (void)snprintf(name, sizeof name, "%s.json", item->hash);
    item->sent = !again && id_known(outbox->sent_fd, name, item->message_id);
    rc = item->sent ? id_set(item) : item_keep(outbox, name, item);
out:
    if (rc == RC_OK)
        return RC_OK;
    output_error(_("the message cannot be kept in the outbox: %s"),
                 strerror(errno));
    outbox_item_close(item);
    return RC_FATAL;
}

enum rc
outbox_sync(struct outbox *outbox)
{
    bool good = true;

    if (outbox->unsynced_n > 0) {
        /* Begin to write all of them, so that one commit of the file system
         * serves many. */
        for (size_t i = 0; i < outbox->unsynced_n; i++)
            (void)sync_file_range(outbox->unsynced[i], 0, 0,
                                  SYNC_FILE_RANGE_WRITE);
        for (size_t i = 0; i < outbox->unsynced_n; i++) {
            good = fsync(outbox->unsynced[i]) == 0 && good;
            (void)close(outbox->unsynced[i]);
        }
        outbox->unsynced_n = 0;
        good = fsync(outbox->waiting_fd) == 0 && fsync(outbox->sent_fd) == 0 &&
               good;
    }
    /* Only now that the receipts are safe may the messages go. */
    for (size_t i = 0; good && i < outbox->received_n; i++)
        (void)unlinkat(outbox->waiting_fd, outbox->received[i], 0);
    if (good)
        outbox->received_n = 0;
    return good ? RC_OK : RC_FATAL;
}

enum rc
outbox_received(struct outbox *outbox, const struct outbox_item *item,
                const json_t *receipt)
{
    char name[NAME_ROOM];
    json_t *record;
    enum rc rc;

    if (item->sent)
        return RC_OK;
    if (outbox->received_n == PENDING_MAX && outbox_sync(outbox) != RC_OK)
        return RC_FATAL;
    record = json_pack("{s:s, s:s, s:s, s:I}", "message_id", item->message_id,
                       "id", object_text(receipt, "id"), "receipt",
                       object_text(receipt, "receipt"), "accepted_us",
                       (json_int_t)object_number(receipt, "accepted_us"));
    if (record == NULL)
        return RC_FATAL;
    (void)snprintf(name, sizeof name, "%s.json", item->hash);
    rc = keep(outbox, outbox->sent_fd, name, record);
    json_decref(record);
    if (rc != RC_OK && rc != RC_DUP)
        return rc;
    memcpy(outbox->received[outbox->received_n++], name, sizeof name);
    return RC_OK;
}

json_t *
outbox_receipt(const struct outbox *outbox, const struct outbox_item *item)
{
    char name[NAME_ROOM];

    if (!item->sent)
        return NULL;
    (void)snprintf(name, sizeof name, "%s.json", item->hash);
    return record_file_read(outbox->sent_fd, name);
}

void
outbox_drop(struct outbox *outbox, const struct outbox_item *item)
{
    char name[NAME_ROOM];

    (void)snprintf(name, sizeof name, "%s.json", item->hash);
    (void)unlinkat(outbox->waiting_fd, name, 0);
    /* Sent before and refused now (the desk was replaced): begin anew. */
    if (item->sent)
        (void)unlinkat(outbox->sent_fd, name, 0);
}

static int
item_compare(const void *a, const void *b)
{
    return strcmp(((const struct outbox_item *)a)->message_id,
                  ((const struct outbox_item *)b)->message_id);
}

static bool
item_read(const struct outbox *outbox, const char *name,
          struct outbox_item *item)
{
    const char *end = strchr(name, '.');

    if (end == NULL || end - name != OUTBOX_HASH_CHARS - 1 ||
        strcmp(end, ".json") != 0)
        return false;

    json_t *record = record_file_read(outbox->waiting_fd, name);
    json_t *submit = json_object_get(record, "submit");

    *item = (struct outbox_item){0};
    if (json_is_object(submit) &&
        strlen(object_text(record, "message_id")) == OUTBOX_ID_CHARS - 1) {
        (void)snprintf(item->hash, sizeof item->hash, "%.64s", name);
        (void)snprintf(item->message_id, sizeof item->message_id, "%s",
                       object_text(record, "message_id"));
        item->submit = json_incref(submit);
    }
    json_decref(record);
    return item->submit != NULL;
}

enum rc
outbox_waiting(struct outbox *outbox, struct outbox_item **items, size_t *n)
{
    struct outbox_item item;
    size_t room = 0;
    int fd;
    DIR *folder;

    *items = NULL;
    *n = 0;
    if (!outbox->alone)
        return RC_OK;
    fd = openat(outbox->waiting_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || (folder = fdopendir(fd)) == NULL) {
        if (fd >= 0)
            (void)close(fd);
        return RC_FATAL;
    }
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        /* What a killed process was writing; nobody else is here. */
        if (entry->d_name[0] == '.' && strstr(entry->d_name, ".json.") != NULL)
            (void)unlinkat(outbox->waiting_fd, entry->d_name, 0);
        if (!item_read(outbox, entry->d_name, &item))
            continue;
        if (*n == room) {
            struct outbox_item *more;

            room = room == 0 ? 64 : room * 2;
            more = reallocarray(*items, room, sizeof **items);
            if (more == NULL) {
                outbox_item_close(&item);
                break;
            }
            *items = more;
        }
        (*items)[(*n)++] = item;
    }
    (void)closedir(folder);
    if (*n > 1)
        qsort(*items, *n, sizeof **items, item_compare);
    return RC_OK;
}
