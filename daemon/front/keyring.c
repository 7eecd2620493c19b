/* keyring -- see keyring.h */
#include "front/keyring.h"

#include <stdlib.h>
#include <string.h>

#include "core/people.h"
#include "sys/log.h"

struct list {
    struct principal_key *keys; /* sorted by key once the list has ended */
    uint32_t *by_public;        /* places in keys[], sorted by public key */
    size_t n;
    size_t cap;
};

struct keyring {
    struct list live;
    struct list next;
    bool gathering;
    bool ready;
};

static void
list_free(struct list *list)
{
    free(list->keys);
    free(list->by_public);
    *list = (struct list){.n = 0};
}

enum rc
keyring_open(struct keyring **out)
{
    *out = calloc(1, sizeof **out);
    return *out == NULL ? RC_FATAL : RC_OK;
}

void
keyring_close(struct keyring *keyring)
{
    if (keyring == NULL)
        return;
    list_free(&keyring->live);
    list_free(&keyring->next);
    free(keyring);
}

void
keyring_begin(struct keyring *keyring)
{
    list_free(&keyring->next);
    keyring->gathering = true;
}

enum rc
keyring_add(struct keyring *keyring, const struct principal_key *key)
{
    struct list *list = &keyring->next;

    if (!keyring->gathering)
        return RC_INVALID;
    if (list->n == list->cap) {
        size_t cap = list->cap == 0 ? 64 : 2 * list->cap;
        struct principal_key *keys =
            reallocarray(list->keys, cap, sizeof *keys);

        if (keys == NULL) {
            log_line(LOG_ERROR, "keyring: out of memory");
            return RC_FATAL;
        }
        list->keys = keys;
        list->cap = cap;
    }
    list->keys[list->n++] = *key;
    return RC_OK;
}

static int
order_key(const void *a, const void *b)
{
    const struct principal_key *x = a;
    const struct principal_key *y = b;

    return (x->key > y->key) - (x->key < y->key);
}

static int
order_public(const void *a, const void *b, void *keys)
{
    const struct principal_key *all = keys;
    const uint32_t *x = a;
    const uint32_t *y = b;

    return memcmp(all[*x].public_key, all[*y].public_key, PUBLIC_KEY_BYTES);
}

enum rc
keyring_end(struct keyring *keyring)
{
    struct list *list = &keyring->next;

    if (!keyring->gathering)
        return RC_INVALID;
    list->by_public = calloc(list->n + 1, sizeof *list->by_public);
    if (list->by_public == NULL) {
        log_line(LOG_ERROR, "keyring: out of memory");
        return RC_FATAL;
    }
    if (list->n > 0)
        qsort(list->keys, list->n, sizeof list->keys[0], order_key);
    for (size_t i = 0; i < list->n; i++)
        list->by_public[i] = (uint32_t)i;
    qsort_r(list->by_public, list->n, sizeof list->by_public[0], order_public,
            list->keys);
    list_free(&keyring->live);
    keyring->live = *list;
    *list = (struct list){.n = 0};
    keyring->gathering = false;
    keyring->ready = true;
    return RC_OK;
}

bool
keyring_ready(const struct keyring *keyring)
{
    return keyring->ready;
}

size_t
keyring_count(const struct keyring *keyring)
{
    return keyring->live.n;
}

const struct principal_key *
keyring_by_public(const struct keyring *keyring, const uint8_t *public_key,
                  int64_t now_us)
{
    const struct list *list = &keyring->live;
    size_t low = 0;
    size_t high = list->n;

    while (low < high) {
        size_t mid = low + (high - low) / 2;

        if (memcmp(list->keys[list->by_public[mid]].public_key, public_key,
                   PUBLIC_KEY_BYTES) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    /* The same key may have been enrolled again after an end: any valid
     * enrolment will do. */
    for (; low < list->n; low++) {
        const struct principal_key *key = &list->keys[list->by_public[low]];

        if (memcmp(key->public_key, public_key, PUBLIC_KEY_BYTES) != 0)
            break;
        if (principal_key_valid(key, now_us))
            return key;
    }
    return NULL;
}

const struct principal_key *
keyring_by_key(const struct keyring *keyring, int64_t key, int64_t now_us)
{
    const struct list *list = &keyring->live;
    size_t low = 0;
    size_t high = list->n;

    while (low < high) {
        size_t mid = low + (high - low) / 2;

        if (list->keys[mid].key < key)
            low = mid + 1;
        else
            high = mid;
    }
    if (low == list->n || list->keys[low].key != key ||
        !principal_key_valid(&list->keys[low], now_us))
        return NULL;
    return &list->keys[low];
}
