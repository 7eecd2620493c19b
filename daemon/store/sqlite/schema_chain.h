/* schema_chain -- the third migration: what is known of a case beside its
 * messages: facts, decisions, shelter, tasks, terms, sharing, questions. */
#ifndef STORE_SQLITE_SCHEMA_CHAIN_H
#define STORE_SQLITE_SCHEMA_CHAIN_H

/* SQL, part by part; NULL ends it. */
extern const char *const schema_chain[];

#endif
