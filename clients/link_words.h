/* link_words -- what ties two signals together, in words and bits: the sum of
 * why, line by line.  Bits add up; chances do not. */
#ifndef CLIENTS_LINK_WORDS_H
#define CLIENTS_LINK_WORDS_H

#include <jansson.h>
#include <stdint.h>

struct output;

#define LINK_BITS_BYTES   32
#define LINK_CHANCE_BYTES 32

/* link_words_bits: milli-bits as "+18.8", in tenths, as the language writes
 * it. */
const char *link_words_bits(int64_t mb, char out[LINK_BITS_BYTES]);

/* link_words_chance: of a million, as "0.9990"; cut off, so that it is 1 only
 * when it is. */
const char *link_words_chance(int64_t ppm, char out[LINK_CHANCE_BYTES]);

/* link_words_sum: a PairWhy: the starting point, a line for each field, the
 * total. */
void link_words_sum(const struct output *out, const json_t *pair);

/* link_words_lines: the lines alone. */
void link_words_lines(const struct output *out, const json_t *pair);

/* link_words_weight: an EpochWeight: what it is, what it weighs and would. */
void link_words_weight(const struct output *out, const json_t *weight);

/* link_words_edge: a LinkEdge, "S-1 <-> S-2, +4.9 bit", behind a title. */
void link_words_edge(const struct output *out, const char *title,
                     const json_t *edge);

/* link_words_decision: a DecisionRecord. */
void link_words_decision(const struct output *out, const json_t *decision);

#endif
