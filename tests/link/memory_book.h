/* memory_book -- a book of the engine (link/book.h) in memory: fast enough for
 * a hundred thousand records, and it forgets nothing it was told. */
#ifndef TESTS_LINK_MEMORY_BOOK_H
#define TESTS_LINK_MEMORY_BOOK_H

#include <stddef.h>
#include <stdint.h>

#include "link/book.h"
#include "link/digest.h"

struct memory_book;

/* memory_book_open: stops the program without memory. */
struct memory_book *memory_book_open(void);
void memory_book_close(struct memory_book *memory);

/* The book: as long as the memory is open. */
struct link_book *memory_book_of(struct memory_book *memory);

/* Decisions; the engine is to be told of both nodes (link_touch()).
 * memory_book_take_back: all of that number. */
void memory_book_decide(struct memory_book *memory,
                        const struct link_decision *decision);
void memory_book_take_back(struct memory_book *memory, int64_t decision);

struct memory_book_counts {
    size_t records, postings, pairs, strong, clusters;
};
void memory_book_count(const struct memory_book *memory,
                       struct memory_book_counts *out);

/* The notices that stand: of a cluster what was told since it was cleared. */
size_t memory_book_notices(const struct memory_book *memory,
                           const struct link_notice **out);

/* Every node from 1 up to this one may have a record. */
int64_t memory_book_last(const struct memory_book *memory);

/* 0: no record, or not settled. */
int64_t memory_book_cluster(const struct memory_book *memory, int64_t node);
int64_t memory_book_observation(const struct memory_book *memory, int64_t node);

/* Calls each(arg, pair) for every pair once. */
void memory_book_pairs(const struct memory_book *memory,
                       void (*each)(void *arg, const struct link_pair *pair),
                       void *arg);

void memory_book_digest(const struct memory_book *memory,
                        uint8_t out[LINK_DIGEST_BYTES]);

/* Every call from the n-th on (from 1) answers RC_DOWN; 0: none does. */
void memory_book_fail(struct memory_book *memory, uint64_t n);
uint64_t memory_book_calls(const struct memory_book *memory);

#endif
