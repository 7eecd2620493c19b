/* explain -- why two signals belong together, and what holds a bundle: codes
 * and numbers; the words are the client's (R036). */
#ifndef LINK_EXPLAIN_H
#define LINK_EXPLAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "link/book.h"

struct link_model;
struct link_score;
struct why_line;
struct why_pair;

/* link_explain_pair: the sum of a score, line by line: fields of one group
 * together, in the order of the groups, what counts most first; fields that one
 * side says nothing of have none.  The prior and what the lines count are the
 * total.  Leaves a, b, said and same_observation as they are. */
void link_explain_pair(const struct link_model *model,
                       const struct link_score *score, struct why_pair *out);

/* link_explain_weight: a level of a field (levels_n: different), and what it
 * weighs. */
void link_explain_weight(const struct link_model *model, uint32_t field,
                         uint8_t level, struct why_line *out);

/* What holds two signals together: evidence, or what a person said. */
struct link_bond {
    int64_t a, b;
    int32_t total_mb;
    enum link_decision_kind said; /* 0: evidence */
    int64_t decision;             /* the act that says so; 0: none */
};

struct link_tree {
    const int64_t *nodes; /* ascending, none twice */
    size_t nodes_n;
    const struct link_bond *bonds; /* the strongest first: what a person said,
                                   * then by total, then by the lower nodes */
    size_t n;
};

/* link_tree: the strongest bonds that hold nodes together (a maximum spanning
 * forest).
 *
 * in      tree->nodes; bonds in any order: STRONG pairs and LINK_TOGETHER;
 *         other decisions, and what has an end elsewhere, never count.  roots:
 *         room for a number of each node
 * out     tree->bonds are the first of bonds[], which is put in order; the last
 *         of them is the weakest link.  Of two nodes no path has a stronger
 *         weakest bond than that of the path in the tree
 * cost    O(bonds log bonds), no memory */
void link_tree(struct link_tree *tree, struct link_bond bonds[], size_t n,
               uint32_t roots[]);

/* link_path: the path in the tree from ends[0] to ends[1], each bond with the
 * end where it begins as a.  Answers how many bonds it has, of which at most cap
 * are in out; 0: none.  leads: room for a number of each node. */
size_t link_path(const struct link_tree *tree, const int64_t ends[2],
                 uint32_t leads[], struct link_bond out[], size_t cap);

#endif
