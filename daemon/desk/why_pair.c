/* why_pair -- see why_pair.h */
#include "desk/why_pair.h"

#include "desk/desk.h"
#include "desk/ids.h"
#include "desk/links.h"
#include "desk/state.h"
#include "link/explain.h"
#include "link/score.h"
#include "store/linking.h"

struct said {
    int64_t other;
    enum why_said said;
};

/* Of several that stand: that they are unsure says least. */
static bool
hear(const struct link_decision *decision, void *arg)
{
    struct said *said = arg;
    enum why_said kind = (enum why_said)decision->kind;

    if (decision->a != said->other && decision->b != said->other)
        return true;
    if (said->said == SAID_NOTHING || kind < said->said)
        said->said = kind;
    return true;
}

/* Two that never came near each other have a sum all the same; of what is not
 * kept because nothing speaks for it, nothing is to be said. */
static enum rc
tell_kept(const struct link_book *book, const int64_t nodes[2],
          struct why_pair *out)
{
    struct said said = {.other = nodes[1]};
    struct link_standing standings[2];
    struct link_pair pair;
    enum rc rc = book->pair_get(book->self, nodes[0], nodes[1], &pair);

    if (rc == RC_NOT_FOUND) {
        if (out->outcome != WHY_APART)
            out->outcome = WHY_NOT_COMPARED;
        rc = RC_OK;
    }
    if (rc == RC_OK)
        rc = book->decisions_of(book->self, nodes[0], hear, &said);
    out->said = said.said;
    for (size_t i = 0; rc == RC_OK && i < 2; i++)
        rc = book->standing_get(book->self, nodes[i], &standings[i]);
    out->same_observation =
        rc == RC_OK && standings[0].observation != 0 &&
        standings[0].observation == standings[1].observation;
    return rc;
}

enum rc
why_pair_of(struct desk *desk, const int64_t nodes[2],
            struct why_pair_text *text, struct why_pair *out)
{
    const struct link_model *model =
        &desk->links->epochs[LINKING_LIVE].situation;
    struct link_record records[2];
    struct link_score score;
    struct link_book book;
    enum rc rc = RC_OK;

    linking_book(desk->store, LINKING_LIVE, &book);
    for (size_t i = 0; rc == RC_OK && i < 2; i++)
        rc = book.record_get(book.self, nodes[i], &records[i]);
    if (rc != RC_OK)
        return rc;
    ids_message(desk, MESSAGE_SIGNAL, nodes[0], text->a);
    ids_message(desk, MESSAGE_SIGNAL, nodes[1], text->b);
    *out = (struct why_pair){.a = text->a, .b = text->b};
    link_score(model, &records[0], &records[1], &score);
    link_explain_pair(model, &score, out);
    return tell_kept(&book, nodes, out);
}
