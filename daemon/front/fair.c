/* fair -- see fair.h */
#include "front/fair.h"

#include <stdlib.h>

#include "sys/log.h"

#define BUCKETS       256
#define NODES_KEPT    2048 /* empty nodes held for the next burst */
#define MESSAGE_BYTES 256  /* what a waiting message costs besides its bytes */

struct node {
    struct node *next;
    struct fair_item item;
};

struct fifo {
    struct node *first, *last;
    size_t n;
};

/* The rounds of turns an organisation can be in. */
enum round {
    ROUND_URGENT,
    ROUND_SHARED,
    ROUNDS
};

struct organisation {
    struct organisation *bucket_next;
    struct organisation *turn_next[ROUNDS];
    bool in_round[ROUNDS];
    struct organisation *held_next;
    bool held; /* its submits wait for the quota */
    bool talked_last;
    int64_t organisation;
    struct fifo lanes[FAIR_LANES];
    size_t refusable_bytes;
    struct quota quota;
    struct quota urgent;  /* of what is never held: only flagged */
    int64_t flag_from_us; /* not flagged again before this */
    int64_t flag_key;     /* to be reported, 0: nothing */
};

struct turns {
    struct organisation *first, *last;
};

struct fair {
    struct fair_limits limits;
    struct organisation *buckets[BUCKETS];
    struct turns rounds[ROUNDS];
    struct organisation *held;
    int64_t held_until_us; /* when the first of them may go on */
    struct node *idle;
    size_t idle_n;
    size_t n, urgent_n, bytes, refusable_bytes;
    unsigned urgent_run; /* urgent ones that went in a row */
    bool flags;          /* some flag_key is set */
};

enum rc
fair_open(struct fair **out, const struct fair_limits *limits)
{
    struct fair *fair = calloc(1, sizeof *fair);

    if (fair == NULL) {
        log_line(LOG_ERROR, "fair: out of memory");
        return RC_FATAL;
    }
    fair->limits = *limits;
    fair->held_until_us = INT64_MAX;
    *out = fair;
    return RC_OK;
}

static void
free_nodes(struct node *node, bool filled)
{
    while (node != NULL) {
        struct node *next = node->next;

        if (filled)
            zmq_msg_close(&node->item.body);
        free(node);
        node = next;
    }
}

void
fair_close(struct fair *fair)
{
    if (fair == NULL)
        return;
    for (size_t i = 0; i < BUCKETS; i++) {
        while (fair->buckets[i] != NULL) {
            struct organisation *org = fair->buckets[i];

            fair->buckets[i] = org->bucket_next;
            for (size_t lane = 0; lane < FAIR_LANES; lane++)
                free_nodes(org->lanes[lane].first, true);
            free(org);
        }
    }
    free_nodes(fair->idle, false);
    free(fair);
}

/* Organisations are few and stay: each costs its struct once. */
static struct organisation *
organisation_of(struct fair *fair, int64_t id, int64_t now_us)
{
    struct organisation **bucket = &fair->buckets[(uint64_t)id % BUCKETS];
    struct organisation *org;

    for (org = *bucket; org != NULL; org = org->bucket_next)
        if (org->organisation == id)
            return org;
    org = calloc(1, sizeof *org);
    if (org == NULL) {
        log_line(LOG_ERROR, "fair: out of memory");
        return NULL;
    }
    org->organisation = id;
    org->flag_from_us = INT64_MIN;
    quota_init(&org->quota, &fair->limits.quota, now_us);
    quota_init(&org->urgent, &fair->limits.quota, now_us);
    org->bucket_next = *bucket;
    *bucket = org;
    return org;
}

static struct node *
take_node(struct fair *fair)
{
    struct node *node = fair->idle;

    if (node == NULL)
        return malloc(sizeof *node);
    fair->idle = node->next;
    fair->idle_n--;
    return node;
}

static void
give_node(struct fair *fair, struct node *node)
{
    if (fair->idle_n == NODES_KEPT) {
        free(node);
        return;
    }
    node->next = fair->idle;
    fair->idle = node;
    fair->idle_n++;
}

static void
join_round(struct fair *fair, struct organisation *org, enum round round)
{
    struct turns *turns = &fair->rounds[round];

    if (org->in_round[round])
        return;
    org->in_round[round] = true;
    org->turn_next[round] = NULL;
    *(turns->last != NULL ? &turns->last->turn_next[round] : &turns->first) =
        org;
    turns->last = org;
}

static struct organisation *
next_in_round(struct fair *fair, enum round round)
{
    struct turns *turns = &fair->rounds[round];
    struct organisation *org = turns->first;

    if (org == NULL)
        return NULL;
    turns->first = org->turn_next[round];
    if (turns->first == NULL)
        turns->last = NULL;
    org->in_round[round] = false;
    return org;
}

static size_t
weight_of(const struct fair_item *item)
{
    return zmq_msg_size(&item->body) + MESSAGE_BYTES;
}

static bool
is_full(const struct fair *fair, const struct organisation *org,
        enum fair_lane lane, size_t bytes)
{
    return org->lanes[lane].n >= fair->limits.lane_max ||
           org->refusable_bytes + bytes > FAIR_SHARE_BYTES ||
           fair->refusable_bytes + bytes > FAIR_REFUSABLE_BYTES;
}

enum rc
fair_push(struct fair *fair, enum fair_lane lane, struct fair_item *item,
          int64_t now_us)
{
    struct organisation *org =
        organisation_of(fair, item->organisation, now_us);
    size_t bytes = weight_of(item);
    struct node *node;

    if (org == NULL)
        return RC_FATAL;
    if (lane != FAIR_URGENT && is_full(fair, org, lane, bytes))
        return RC_AGAIN;
    node = take_node(fair);
    if (node == NULL) {
        log_line(LOG_ERROR, "fair: out of memory");
        return RC_FATAL;
    }
    node->next = NULL;
    node->item = *item;
    zmq_msg_init(&node->item.body);
    zmq_msg_move(&node->item.body, &item->body);

    struct fifo *fifo = &org->lanes[lane];

    *(fifo->last != NULL ? &fifo->last->next : &fifo->first) = node;
    fifo->last = node;
    fifo->n++;
    fair->n++;
    fair->bytes += bytes;
    if (lane == FAIR_URGENT) {
        fair->urgent_n++;
        join_round(fair, org, ROUND_URGENT);
        return RC_OK;
    }
    org->refusable_bytes += bytes;
    fair->refusable_bytes += bytes;
    if (lane == FAIR_TALK || !org->held)
        join_round(fair, org, ROUND_SHARED);
    return RC_OK;
}

bool
fair_has_room(const struct fair *fair)
{
    return fair->urgent_n < FAIR_URGENT_MAX && fair->bytes < FAIR_BYTES_MAX;
}

static void
take_first(struct fair *fair, struct organisation *org, enum fair_lane lane,
           struct fair_item *item)
{
    struct fifo *fifo = &org->lanes[lane];
    struct node *node = fifo->first;
    size_t bytes = weight_of(&node->item);

    fifo->first = node->next;
    if (fifo->first == NULL)
        fifo->last = NULL;
    fifo->n--;
    fair->n--;
    fair->bytes -= bytes;
    if (lane == FAIR_URGENT) {
        fair->urgent_n--;
    } else {
        org->refusable_bytes -= bytes;
        fair->refusable_bytes -= bytes;
    }
    *item = node->item;
    zmq_msg_init(&item->body);
    zmq_msg_move(&item->body, &node->item.body);
    zmq_msg_close(&node->item.body);
    give_node(fair, node);
}

static void
flag(struct fair *fair, struct organisation *org, int64_t key, int64_t now_us)
{
    if (now_us < org->flag_from_us)
        return;
    org->flag_from_us = now_us + FAIR_FLAG_EVERY_US;
    org->flag_key = key;
    fair->flags = true;
}

static void
hold(struct fair *fair, struct organisation *org, int64_t now_us)
{
    int64_t wait_us = quota_wait_us(&org->quota, &fair->limits.quota, now_us);

    org->held = true;
    org->held_next = fair->held;
    fair->held = org;
    if (now_us + wait_us < fair->held_until_us)
        fair->held_until_us = now_us + wait_us;
    flag(fair, org, org->lanes[FAIR_SUBMIT].first->item.key, now_us);
}

/* Lets those go on whose quota has a token again. */
static void
release(struct fair *fair, int64_t now_us)
{
    struct organisation **link = &fair->held;

    fair->held_until_us = INT64_MAX;
    while (*link != NULL) {
        struct organisation *org = *link;
        int64_t wait_us =
            quota_wait_us(&org->quota, &fair->limits.quota, now_us);

        if (wait_us <= 0) {
            *link = org->held_next;
            org->held = false;
            join_round(fair, org, ROUND_SHARED);
            continue;
        }
        if (now_us + wait_us < fair->held_until_us)
            fair->held_until_us = now_us + wait_us;
        link = &org->held_next;
    }
}

/* What of this organisation goes now?  false: nothing, the quota holds it. */
static bool
choose(struct fair *fair, struct organisation *org, int64_t now_us,
       enum fair_lane *lane)
{
    bool talk = org->lanes[FAIR_TALK].n > 0;
    bool submit = org->lanes[FAIR_SUBMIT].n > 0 && !org->held;

    if (submit && (!talk || org->talked_last)) {
        if (quota_take(&org->quota, &fair->limits.quota, now_us)) {
            org->talked_last = false;
            *lane = FAIR_SUBMIT;
            return true;
        }
        hold(fair, org, now_us);
    }
    if (!talk)
        return false;
    org->talked_last = true;
    *lane = FAIR_TALK;
    return true;
}

static bool
pop_urgent(struct fair *fair, struct fair_item *item, int64_t now_us)
{
    struct organisation *org = next_in_round(fair, ROUND_URGENT);

    if (org == NULL)
        return false;
    take_first(fair, org, FAIR_URGENT, item);
    if (!quota_take(&org->urgent, &fair->limits.quota, now_us))
        flag(fair, org, item->key, now_us);
    if (org->lanes[FAIR_URGENT].n > 0)
        join_round(fair, org, ROUND_URGENT);
    return true;
}

enum rc
fair_pop(struct fair *fair, struct fair_item *item, int64_t now_us)
{
    struct organisation *org;

    if (fair->urgent_run++ < FAIR_URGENT_RUN && pop_urgent(fair, item, now_us))
        return RC_OK;
    fair->urgent_run = 0;
    if (now_us >= fair->held_until_us)
        release(fair, now_us);
    while ((org = next_in_round(fair, ROUND_SHARED)) != NULL) {
        enum fair_lane lane;

        if (!choose(fair, org, now_us, &lane))
            continue;
        take_first(fair, org, lane, item);
        if (org->lanes[FAIR_TALK].n > 0 ||
            (org->lanes[FAIR_SUBMIT].n > 0 && !org->held))
            join_round(fair, org, ROUND_SHARED);
        return RC_OK;
    }
    return pop_urgent(fair, item, now_us) ? RC_OK : RC_AGAIN;
}

int64_t
fair_wait_us(const struct fair *fair, int64_t now_us)
{
    if (fair->rounds[ROUND_URGENT].first != NULL ||
        fair->rounds[ROUND_SHARED].first != NULL)
        return 0;
    if (fair->held == NULL)
        return INT64_MAX;
    return fair->held_until_us > now_us ? fair->held_until_us - now_us : 0;
}

bool
fair_take_flag(struct fair *fair, int64_t *key)
{
    for (size_t i = 0; fair->flags && i < BUCKETS; i++) {
        struct organisation *org = fair->buckets[i];

        for (; org != NULL; org = org->bucket_next) {
            if ((*key = org->flag_key) == 0)
                continue;
            org->flag_key = 0;
            return true;
        }
    }
    fair->flags = false;
    return false;
}

size_t
fair_count(const struct fair *fair)
{
    return fair->n;
}
