/* fixture_links -- see fixture_links.h */
#include "fixture_links.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define SIGNALS_MAX 64
#define HALF_YEAR_S 15768000

void
links_engine(struct fixture_links *links, struct store *store,
             enum linking_set set, uint32_t window)
{
    memset(links, 0, sizeof *links);
    links->store = store;
    links->set = set;
    link_model_start(&links->situation);
    link_model_same_start(&links->same);
    links->situation.epoch = 1;
    links->same.epoch = 1;
    links->situation.window = window;
    links->same.window = window;
    linking_book(store, set, &links->book);
    links->engine = malloc(link_engine_size());
    assert_non_null(links->engine);
    links->engine = link_engine_init(links->engine, &links->book,
                                     &links->situation, &links->same);
}

enum rc
links_epoch(struct fixture_links *links)
{
    struct linking_epoch epoch = {.situation = links->situation,
                                  .same = links->same,
                                  .at_us = FIXTURE_NOW_US};

    return linking_epoch_put(links->store, links->set, &epoch);
}

void
links_open(struct fixture_links *links, struct store *store,
           enum linking_set set, uint32_t window)
{
    enum rc rc;

    links_engine(links, store, set, window);
    rc = links_epoch(links);
    assert_true(rc == RC_OK || rc == RC_DUP);
}

void
links_close(struct fixture_links *links)
{
    free(links->engine);
    links->engine = NULL;
}

static void
add_value(struct link_record *record, enum link_kind kind, uint8_t word)
{
    if (word == 0)
        return;

    uint64_t token = (uint64_t)kind << 32 | word;

    record->values[record->values_n++] = (struct link_value){
        .token = token, .kind = (uint8_t)kind, .rarity_mb = 22000};
    record->keys[record->keys_n++] = token;
}

void
links_record(const struct links_signal *signal, struct link_record *out)
{
    memset(out, 0, sizeof *out);
    out->place = (struct link_place){.time_s = signal->time * HALF_YEAR_S,
                                     /* not as they come */
                                     .order = signal->node * 7919 % 10007,
                                     .node = signal->node};
    out->organisation = signal->organisation == 0 ? 1 : signal->organisation;
    add_value(out, LINK_DWELLING, signal->dwelling);
    add_value(out, LINK_PHONE, signal->phone);
}

enum rc
links_drop(struct fixture_links *links, int64_t node)
{
    return link_remove(links->engine, node);
}

enum rc
links_put(struct fixture_links *links, const struct links_signal *signal)
{
    struct link_record record;
    enum rc rc = links_drop(links, signal->node);

    if (rc != RC_OK && rc != RC_NOT_FOUND)
        return rc;
    links_record(signal, &record);
    return link_insert(links->engine, &record);
}

enum rc
links_settle(struct fixture_links *links)
{
    return link_settle(links->engine, NULL, NULL);
}

struct put_all {
    struct fixture_links *links;
    const struct links_signal *signals;
    size_t n;
    int64_t gone;
};

static enum rc
put_all(void *arg)
{
    struct put_all *all = arg;
    enum rc rc = all->gone == 0 ? RC_OK : links_drop(all->links, all->gone);

    for (size_t i = 0; rc == RC_OK && i < all->n; i++)
        rc = links_put(all->links, &all->signals[i]);
    return rc == RC_OK ? links_settle(all->links) : rc;
}

void
links_add(struct fixture_links *links, const struct links_signal *signals,
          size_t n)
{
    struct put_all all = {.links = links, .signals = signals, .n = n};

    assert_int_equal(linking_do(links->store, put_all, &all), RC_OK);
}

void
links_remove(struct fixture_links *links, int64_t node)
{
    struct put_all all = {.links = links, .gone = node};

    assert_int_equal(linking_do(links->store, put_all, &all), RC_OK);
}

enum rc
links_combine(struct fixture_links *links, const struct links_signal *signals,
              size_t n)
{
    struct combine_item items[SIGNALS_MAX];
    struct put_all all = {.links = links, .signals = signals, .n = n};

    assert_true(n <= SIGNALS_MAX);
    for (size_t i = 0; i < n; i++)
        items[i] = (struct combine_item){.seq = signals[i].node};
    return combine_link(links->store, items, n, put_all, &all);
}

int64_t
links_bundle_of(struct store *store, int64_t seq)
{
    struct message_row row;

    assert_int_equal(message_get(store, seq, &row), RC_OK);
    return row.bundle;
}

int64_t
links_leads_to(struct store *store, int64_t bundle)
{
    int64_t now = 0;
    enum rc rc = bundle_resolve(store, bundle, &now);

    assert_true(rc == RC_OK || rc == RC_NOT_FOUND);
    return rc == RC_OK ? now : 0;
}

void
links_submit(struct fixture *f, int64_t n)
{
    for (int64_t i = 1; i <= n; i++)
        assert_int_equal(fixture_submit(f, 1, (uint32_t)i, MESSAGE_SIGNAL), i);
}

void
links_must_combine(struct fixture_links *links,
                   const struct links_signal *signals, size_t n)
{
    assert_int_equal(links_combine(links, signals, n), RC_OK);
}
