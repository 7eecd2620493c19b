/* schema_linking -- the fourth migration: bundles come from linking. */
#ifndef STORE_SQLITE_SCHEMA_LINKING_H
#define STORE_SQLITE_SCHEMA_LINKING_H

/* SQL, part by part; NULL ends it. */
extern const char *const schema_linking[];

#endif
