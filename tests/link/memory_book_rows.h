/* memory_book_rows -- what a memory_book is made of, for its two files. */
#ifndef TESTS_LINK_MEMORY_BOOK_ROWS_H
#define TESTS_LINK_MEMORY_BOOK_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "link/book.h"

struct memory_ids {
    uint32_t *v;
    uint32_t n, cap;
};

struct memory_row {
    struct link_record *record; /* no longer than its values; NULL: none */
    size_t record_bytes;
    int64_t cluster, observation, part;
    int32_t raised_mb;
    struct memory_ids pairs;
    struct memory_ids decisions;
    struct memory_ids members; /* of the cluster it names */
};

struct memory_list {
    uint64_t key;
    bool used;
    struct link_place *v;
    size_t n, cap;
};

struct memory_pair {
    struct link_pair is; /* a < b; a 0: free */
    uint32_t at[2];      /* in the rows' lists */
};

struct memory_book {
    struct link_book book;
    struct memory_row *rows; /* by node */
    size_t rows_cap;
    int64_t last;
    size_t records, postings;
    struct memory_list *lists; /* open addressing by key */
    size_t lists_n, lists_cap;
    struct memory_pair *pairs;
    uint32_t pairs_n, pairs_cap;
    struct memory_ids free_pairs;
    size_t pairs_live;
    uint32_t *slots; /* pairs by their nodes, plus 1 */
    size_t slots_cap;
    struct link_decision *decisions; /* kind 0: taken back */
    uint32_t decisions_n, decisions_cap;
    struct link_notice *notices;
    size_t notices_n, notices_cap;
    uint64_t calls, fail_from;
};

struct memory_row *memory_row_at(struct memory_book *memory, int64_t node);
void memory_ids_add(struct memory_ids *ids, uint32_t id);

/* The calls about clusters, decisions and notices. */
void memory_book_clusters(struct link_book *book);

#endif
