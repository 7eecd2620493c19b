/* two_runs_state -- a run while it goes on; for the files of two_runs. */
#ifndef TESTS_TWO_RUNS_STATE_H
#define TESTS_TWO_RUNS_STATE_H

#include "two_runs.h"

/* What somebody sent: so that it can be sent again, amended, asked about. */
struct run_sent {
    char id[16];
    char receipt[40];
    char kind[16];
    json_t *body;
};

struct run_messages {
    struct run_sent sent[RUN_MESSAGES];
    size_t n;
};

struct run {
    const struct run_plan *plan;
    struct run_tally *tally;
    struct trial *trial;
    uint64_t dice;        /* of the organisation and of who deals with it */
    uint64_t others_dice; /* of everybody else */
    struct run_messages own;
    struct run_messages others;
    uint64_t others_posted; /* makes their message ids */
    uint64_t confirmed;     /* of the organisation's inbox .. */
    uint64_t head;          /* .. what it has of it .. */
    uint64_t marks[2];      /* .. and had before this step and the last one */
    json_t *people;         /* when people saw to its messages, as text */
    json_t *question;       /* the latest it was asked, NULL: none */
    bool noted;             /* its match notes are coming */
    json_t *names;          /* of ids, by when they were met */
    json_t *seen;
};

uint64_t run_dice(uint64_t *dice, uint64_t n);

/* run_signal, run_referral: about a world so small that everybody tells of the
 * same places, telephones, names and adverts. */
json_t *run_signal(uint64_t *dice);
json_t *run_referral(uint64_t *dice);

/* run_look: takes what went to the organisation since the last look.
 * run_look_at_people: the same, of what people did about its messages: one
 * act of theirs may be about several alerts here and about one there, so that
 * how it is spread over frames is theirs. */
void run_look(struct run *run);
void run_look_at_people(struct run *run);

/* run_submit: as anybody; what has a receipt is kept. */
void run_submit(struct run *run, enum trial_person who, const char *kind,
                json_t *body);
/* run_amends: makes a body one that tells more about, corrects or withdraws
 * one of those messages.  Its kind. */
const char *run_amends(struct run_messages *messages, uint64_t *dice,
                       json_t **body);

/* Acts of the organisation, and of people about it; of others, and of people
 * about what concerns others. */
void run_organisation(struct run *run);
void run_people(struct run *run);
void run_others(struct run *run);
void run_people_of_others(struct run *run);

/* run_count: what this run came to, before it ends. */
void run_count(struct run *run);

#endif
