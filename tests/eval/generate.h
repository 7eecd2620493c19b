/* generate -- messages of situations that are made up, with the truth about
 * them: who moves, changes numbers, is misspelled, told of twice, or shares a
 * telephone with strangers.  The same for the same shape on every machine. */
#ifndef EVAL_GENERATE_H
#define EVAL_GENERATE_H

#include <stddef.h>
#include <stdint.h>

#include "core/model.h"

#define GENERATED_IDENTIFIERS 6
#define GENERATED_VALUE       80
#define GENERATED_TEXT        240

struct generator {
    uint64_t seed;
    size_t situations;
    uint32_t hubs;   /* of 100 signals: that tell of something many share */
    size_t bursts;   /* attackers */
    size_t burst_of; /* signals of each */
};

/* Truth: the situation and, of those who tell of one observation, which. */
struct generated {
    uint32_t situation;
    uint32_t observation;
    int64_t organisation;
    int64_t observed_s;
    enum precision precision;
    enum form form;
    code_number sector;
    bool has_place;
    char observed[32];
    char municipality[8], postcode[12], letter[4], addition[8];
    uint32_t house_number;
    struct identifier identifiers[GENERATED_IDENTIFIERS];
    char values[GENERATED_IDENTIFIERS][GENERATED_VALUE];
    size_t identifiers_n;
    char text[GENERATED_TEXT];
};

/* generate: *out is the caller's to free; in order of time.  generate_facts:
 * what a client would have sent; points into the message. */
size_t generate(const struct generator *shape, struct generated **out);
void generate_facts(const struct generated *message, struct facts *out);

/* generate_write: the messages as lines of JSON, and apart from them of each
 * line its situation and observation.  0, or -1: it could not be written. */
int generate_write(const struct generated *messages, size_t n,
                   const char *messages_path, const char *truth_path);

#endif
