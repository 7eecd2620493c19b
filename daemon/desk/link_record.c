/* link_record -- see link_record.h */
#include "desk/link_record.h"

#include "desk/desk.h"
#include "desk/links.h"
#include "desk/state.h"
#include "link/model.h"
#include "link/record.h"
#include "link/tokens.h"
#include "link/when.h"
#include "store/combine.h"
#include "store/journal.h"
#include "wire/decode.h"

#define SECOND_US INT64_C(1000000)
#define TOLD_MAX  64 /* messages that tell of one signal */

struct reading {
    struct desk *desk;
    struct link_record *record;
    bool main; /* not what supplements it */
};

/* Where it stands in every list, whatever is told of it later. */
static bool
take_place(const struct journal_row *row, void *arg)
{
    const struct reading *reading = arg;
    struct link_record *record = reading->record;

    record->organisation = row->organisation;
    record->place.time_s = row->accepted_us / SECOND_US;
    record->place.order = link_order_of(&reading->desk->secrets->link,
                                        row->organisation, row->message_id);
    return false;
}

static bool
take_version(const struct journal_row *row, void *arg)
{
    struct reading *reading = arg;
    struct desk *desk = reading->desk;
    struct link_record *record = reading->record;
    struct submission message;
    int64_t at_s = LINK_TIME_NONE;

    arena_reset(&desk->arena);
    if (wire_decode_submit(&desk->arena, row->body, row->body_n, &message) !=
        RC_OK)
        return false;
    link_values_add(&desk->secrets->link, &message.facts, record);
    at_s = link_when(&message.facts, desk->zone);
    if (reading->main && at_s != LINK_TIME_NONE)
        record->place.time_s = at_s;
    return false;
}

/* The message that tells of it first, and what supplements that, however
 * deep. */
struct told {
    int64_t seqs[TOLD_MAX];
    size_t n;
};

static enum rc
add_supplements(struct desk *desk, int64_t seq, struct told *told)
{
    size_t n = 0;
    enum rc rc = message_supplements(desk->store, seq, told->seqs + told->n,
                                     TOLD_MAX - told->n, &n);

    if (rc == RC_OK)
        told->n += n;
    return rc;
}

/* Its newest correction; a row that was combined is in the journal. */
static enum rc
add_values(struct reading *reading, int64_t seq)
{
    struct store *store = reading->desk->store;
    int64_t current = 0;
    enum rc rc = message_current(store, seq, &current);

    if (rc == RC_OK)
        rc = journal_get(store, current, take_version, reading);
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

static enum rc
weigh_values(struct desk *desk, enum linking_set set, struct link_record *out)
{
    struct linking_epoch *epoch = &desk->links->epochs[set];
    enum rc rc = RC_OK;

    for (size_t i = 0; rc == RC_OK && i < out->values_n; i++) {
        struct link_value *value = &out->values[i];

        if (epoch->clusters > 0)
            rc = linking_clusters(desk->store, set, value->token,
                                  &value->clusters);
        value->rarity_mb = link_rarity_mb(value->kind, value->clusters,
                                          (uint64_t)epoch->clusters);
    }
    return rc;
}

enum rc
link_record_read(struct desk *desk, enum linking_set set, int64_t first,
                 struct link_record *out)
{
    struct told told = {.seqs = {first}, .n = 1};
    struct reading reading = {.desk = desk, .record = out, .main = true};
    struct message_row row;
    enum rc rc = message_get(desk->store, first, &row);

    if (rc == RC_OK && (row.withdrawn || row.expired))
        rc = RC_NOT_FOUND;
    *out = (struct link_record){.place = {.node = first}};
    if (rc == RC_OK)
        rc = journal_get(desk->store, first, take_place, &reading);
    for (size_t i = 0; rc == RC_OK && i < told.n; i++) {
        rc = add_values(&reading, told.seqs[i]);
        if (rc == RC_OK)
            rc = add_supplements(desk, told.seqs[i], &told);
        reading.main = false;
    }
    if (rc == RC_OK)
        rc = weigh_values(desk, set, out);
    if (rc == RC_OK)
        link_keys_of(&desk->secrets->link, out);
    return rc;
}
