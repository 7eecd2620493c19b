/* fixture_links -- the engine of linking above a store: signals of a few small
 * words, put where they belong. */
#ifndef TESTS_STORE_FIXTURE_LINKS_H
#define TESTS_STORE_FIXTURE_LINKS_H

#include "fixture.h"
#include "link/book.h"
#include "link/engine.h"
#include "link/model.h"
#include "link/record.h"
#include "store/linking.h"

struct fixture_links {
    struct store *store;
    enum linking_set set;
    struct link_model situation, same;
    struct link_book book;
    struct link_engine *engine;
};

/* links_engine: an engine above a set, of whose lists `window` places are
 * compared.  links_open: with an epoch of its own in the set.
 * links_close: frees the engine. */
void links_engine(struct fixture_links *links, struct store *store,
                  enum linking_set set, uint32_t window);
void links_open(struct fixture_links *links, struct store *store,
                enum linking_set set, uint32_t window);
void links_close(struct fixture_links *links);

/* A signal in two words: whoever shares one is of one situation; 0: none.  Half
 * a year is between two times. */
struct links_signal {
    int64_t node;
    uint8_t phone, dwelling;
    uint8_t time;
    int64_t organisation; /* 0: 1 */
};
void links_record(const struct links_signal *signal, struct link_record *out);

/* links_put: in the transaction at hand: takes the place of what the set has of
 * the node.  links_drop: it is gone.  links_settle: clusters are true again.
 * links_epoch: the set gets the engine's; RC_DUP: it has one. */
enum rc links_put(struct fixture_links *links,
                  const struct links_signal *signal);
enum rc links_drop(struct fixture_links *links, int64_t node);
enum rc links_settle(struct fixture_links *links);
enum rc links_epoch(struct fixture_links *links);

/* The same, settled, each in a transaction of its own; must be RC_OK. */
void links_add(struct fixture_links *links, const struct links_signal *signals,
               size_t n);
void links_remove(struct fixture_links *links, int64_t node);

/* links_combine: signals that are in the journal are combined (their seqs
 * ascending) and put. */
enum rc links_combine(struct fixture_links *links,
                      const struct links_signal *signals, size_t n);

/* links_bundle_of: of a message.  links_leads_to: what a bundle's number stands
 * for now; 0: nothing.  links_submit: n signals, 1 .. n, into the journal.
 * links_must_combine: links_combine() that must be RC_OK. */
int64_t links_bundle_of(struct store *store, int64_t seq);
int64_t links_leads_to(struct store *store, int64_t bundle);
void links_submit(struct fixture *f, int64_t n);
void links_must_combine(struct fixture_links *links,
                        const struct links_signal *signals, size_t n);

#endif
