/* review -- see review.h */
#include "desk/review.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/linking_review.h"
#include "desk/desk.h"
#include "desk/ids.h"
#include "desk/reply.h"
#include "desk/review_cursor.h"
#include "desk/session.h"
#include "desk/state.h"
#include "desk/why_pair.h"
#include "link/sort.h"
#include "store/audit.h"
#include "store/combine.h"
#include "store/linking.h"
#include "store/people.h"
#include "store/review.h"
#include "wire/encode_linking.h"

#define WAITING_MAX 10000 /* more are not counted */
#define TIES_MAX    1000  /* notices that are looked at */
#define TIES_BATCH  50

_Static_assert(TIES_MAX % TIES_BATCH == 0, "no batch goes beyond it");

/* Two signals of the queue. */
struct item_text {
    struct why_pair_text pair;
    char bundles[2][PUBLIC_ID_BYTES];
};

struct queue {
    struct desk *desk;
    const struct turn *turn;
    enum review_kind kind;
    size_t limit;
    char letter;   /* of what it is about, 0: all */
    int64_t about; /* as asked */
    struct review_query query;
    struct review_cursor cursor; /* of the last item that was told */
    struct review_pair pairs[REVIEW_LIMIT];
    size_t pairs_n;
    struct review_notice ties[TIES_MAX];
    size_t ties_n;
    struct item_text texts[REVIEW_LIMIT];
    struct reply_review items[REVIEW_LIMIT];
    char next[REVIEW_CURSOR_BYTES];
    struct reply_reviews reply;
};

/* --- an item --- */

static enum rc
tell_sender(struct desk *desk, int64_t node, enum organisation_kind *kind,
            int64_t *accepted_us)
{
    struct principal who = {.organisation_kind = ORGANISATION_NONE};
    struct message_row row;
    enum rc rc = message_get(desk->store, node, &row);

    if (rc == RC_OK)
        rc = people_get(desk->store, row.principal, &who);
    if (rc == RC_OK) {
        *kind = who.organisation_kind;
        *accepted_us = row.accepted_us;
    }
    return rc;
}

static enum rc
tell_bundle(struct desk *desk, int64_t node, char text[PUBLIC_ID_BYTES],
            uint32_t *signals)
{
    struct link_book book;
    int64_t cluster = 0;
    int64_t first = 0;
    size_t n = 0;
    enum rc rc = RC_OK;

    linking_book(desk->store, LINKING_LIVE, &book);
    rc = book.cluster_of(book.self, node, &cluster);
    if (rc != RC_OK || cluster == 0)
        return rc;
    ids_bundle(desk, cluster, text);
    rc = book.members(book.self, cluster, &first, 1, &n);
    *signals = (uint32_t)n;
    return rc;
}

/* RC_NOT_FOUND: one of the two is not there any more. */
static enum rc
tell_item(struct queue *queue, int64_t a, int64_t b)
{
    struct desk *desk = queue->desk;
    const int64_t nodes[2] = {a, b};
    struct item_text *text = &queue->texts[queue->reply.n];
    struct reply_review *item = &queue->items[queue->reply.n];
    enum rc rc = RC_OK;

    *text = (struct item_text){.bundles = {""}};
    *item = (struct reply_review){.kind = queue->kind,
                                  .bundle_a = text->bundles[0],
                                  .bundle_b = text->bundles[1]};
    rc = why_pair_of(desk, nodes, &text->pair, &item->pair);
    if (rc == RC_OK)
        rc = tell_bundle(desk, a, text->bundles[0], &item->signals_a);
    if (rc == RC_OK)
        rc = tell_bundle(desk, b, text->bundles[1], &item->signals_b);
    if (rc == RC_OK)
        rc = tell_sender(desk, a, &item->organisation_kind_a,
                         &item->accepted_us_a);
    if (rc == RC_OK)
        rc = tell_sender(desk, b, &item->organisation_kind_b,
                         &item->accepted_us_b);
    return rc;
}

/* --- pairs of the model --- */

static enum rc
list_pairs(struct queue *queue)
{
    struct review_end end = {.n = 0};
    enum rc rc = review_pairs(queue->desk->store, &queue->query, queue->pairs,
                              queue->limit, &end);

    for (size_t i = 0; rc == RC_OK && i < end.n; i++) {
        rc = tell_item(queue, queue->pairs[i].a, queue->pairs[i].b);
        if (rc == RC_OK)
            queue->reply.n++;
        if (rc == RC_NOT_FOUND)
            rc = RC_OK;
    }
    if (rc != RC_OK)
        return rc;
    if (end.more)
        review_cursor_write(&(struct review_cursor){.mb = end.last.total_mb,
                                                    .a = end.last.a,
                                                    .b = end.last.b},
                            queue->desk, queue->next);
    return review_waiting(queue->desk->store, queue->kind, WAITING_MAX,
                          &queue->reply.waiting);
}

/* --- what ties what was split --- */

static int
strongest_first(const void *a, const void *b)
{
    const struct review_notice *x = a, *y = b;

    if (x->about.mb != y->about.mb)
        return x->about.mb > y->about.mb ? -1 : 1;
    if (x->about.a != y->about.a)
        return x->about.a < y->about.a ? -1 : 1;
    return LINK_COMPARE(x->about.b, y->about.b);
}

static bool
is_about(const struct review_query *query, const struct link_notice *notice)
{
    if (query->about == 0)
        return true;
    if (query->bundle)
        return query->about == notice->cluster;
    return query->about == notice->a || query->about == notice->b;
}

static enum rc
read_ties(struct queue *queue)
{
    struct review_notice after = {.about = {.kind = LINK_SPLIT_NEWS}};
    size_t n = TIES_BATCH;
    enum rc rc = RC_OK;

    while (rc == RC_OK && n == TIES_BATCH && queue->ties_n < TIES_MAX) {
        n = 0;
        rc = review_notices(queue->desk->store, &after,
                            queue->ties + queue->ties_n, TIES_BATCH, &n);
        queue->ties_n += n;
        if (n > 0)
            after = queue->ties[queue->ties_n - 1];
    }
    link_sort(queue->ties, queue->ties_n, sizeof queue->ties[0],
              strongest_first);
    return rc;
}

static bool
comes_after(const struct review_query *query, const struct review_notice *tie)
{
    const struct review_notice after = {.about = {.mb = query->after.total_mb,
                                                  .a = query->after.a,
                                                  .b = query->after.b}};

    return !query->on || strongest_first(tie, &after) > 0;
}

/* What somebody has answered is no notice any more (link/book.h). */
static enum rc
list_ties(struct queue *queue)
{
    const struct review_query *query = &queue->query;
    const struct link_notice *last = NULL;
    enum rc rc = read_ties(queue);

    queue->reply.waiting = (uint32_t)queue->ties_n;
    for (size_t i = 0; rc == RC_OK && i < queue->ties_n; i++) {
        const struct review_notice *tie = &queue->ties[i];

        if (!comes_after(query, tie) || !is_about(query, &tie->about) ||
            (query->from_mb != 0 && tie->about.mb < query->from_mb))
            continue;
        if (queue->reply.n == queue->limit) {
            review_cursor_write(&(struct review_cursor){.mb = last->mb,
                                                        .a = last->a,
                                                        .b = last->b},
                                queue->desk, queue->next);
            return RC_OK;
        }
        rc = tell_item(queue, tie->about.a, tie->about.b);
        if (rc == RC_OK)
            queue->reply.n++;
        last = &tie->about;
        if (rc == RC_NOT_FOUND)
            rc = RC_OK;
    }
    return rc;
}

/* --- the request --- */

static enum rc
read_about(struct queue *queue, const char *id)
{
    struct desk *desk = queue->desk;
    struct review_query *query = &queue->query;
    enum public_id_kind kind;
    struct message_row row;
    int64_t number = 0;
    enum rc rc = RC_NOT_FOUND;

    if (*id == '\0')
        return RC_OK;
    if (public_id_read(&desk->secrets->public_id, id, &kind, &number) != RC_OK)
        return rc;
    queue->letter = (char)kind;
    queue->about = number;
    query->bundle = kind == PUBLIC_ID_BUNDLE;
    if (query->bundle)
        return bundle_resolve(desk->store, number, &query->about);
    if (kind != PUBLIC_ID_SIGNAL)
        return rc;
    rc = message_get(desk->store, number, &row);
    if (rc == RC_OK && row.kind != MESSAGE_SIGNAL)
        rc = RC_NOT_FOUND;
    return rc == RC_OK ? message_first(desk->store, number, &query->about) : rc;
}

/* RC_INVALID: no cursor. */
static enum rc
read_asked(struct queue *queue)
{
    const struct request_list_review *asked =
        &queue->turn->request->u.list_review;
    struct review_query *query = &queue->query;
    struct review_cursor cursor;

    queue->kind = asked->kind == REVIEW_NONE ? REVIEW_POSSIBLE : asked->kind;
    queue->limit = asked->limit == 0 ? REVIEW_DEFAULT : asked->limit;
    query->kind = queue->kind;
    query->from_mb = asked->from_mb;
    query->unsure = asked->unsure;
    query->on = *asked->after != '\0';
    if (query->on) {
        if (review_cursor_read(queue->desk, asked->after, &cursor) != RC_OK)
            return RC_INVALID;
        query->after = (struct review_pair){
            .a = cursor.a, .b = cursor.b, .total_mb = cursor.mb};
    }
    return read_about(queue, asked->id);
}

/* On record before anything is told, each part of it: the sums say what two
 * signals have in common. */
static enum rc
note(const struct queue *queue)
{
    const struct audit_entry entry = {.actor = queue->turn->key->principal,
                                      .verb = "review",
                                      .object_kind = queue->letter,
                                      .object = queue->about,
                                      .now_us = queue->turn->now_us};

    return audit_note(queue->desk->store, &entry);
}

static enum rc
list(struct queue *queue)
{
    struct wire_out out = reply_out(queue->desk, queue->turn->request->id);
    enum rc rc = note(queue);

    queue->reply.items = queue->items;
    queue->reply.next = queue->next;
    if (rc == RC_OK)
        rc = queue->kind == REVIEW_SPLIT_TIE ? list_ties(queue)
                                             : list_pairs(queue);
    if (rc == RC_OK)
        reply_send(queue->desk, queue->turn->session,
                   wire_review_list(&out, &queue->reply));
    return rc;
}

enum rc
review_list(struct desk *desk, const struct turn *turn)
{
    struct queue *queue = calloc(1, sizeof *queue);
    enum rc rc = RC_DOWN;

    if (queue == NULL)
        return rc;
    queue->desk = desk;
    queue->turn = turn;
    rc = read_asked(queue);
    if (rc == RC_INVALID) {
        reply_refuse(desk, turn, REFUSAL_INVALID, "after");
        rc = RC_OK;
    } else if (rc == RC_OK) {
        rc = list(queue);
    }
    free(queue);
    return rc;
}
