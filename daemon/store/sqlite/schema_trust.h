/* schema_trust -- the fifth migration: what is sealed, on record and erasable.
 * Its parts stand in files of their own.  And the sixth, of one part. */
#ifndef STORE_SQLITE_SCHEMA_TRUST_H
#define STORE_SQLITE_SCHEMA_TRUST_H

/* SQL, part by part; NULL ends it. */
extern const char *const schema_trust[];

extern const char schema_seal[];    /* schema_seal.c: keys of records */
extern const char schema_audit[];   /* schema_audit.c: the chain */
extern const char schema_kept[];    /* schema_retention.c: what is kept, */
extern const char schema_about[];   /* what tells about it elsewhere, */
extern const char schema_erased[];  /* what stays of what is gone */
extern const char schema_budget[];  /* schema_budget.c: places, floods */
extern const char schema_backup[];  /* schema_backup.c: after a restore */
extern const char schema_parking[]; /* schema_parking.c: keys shut out */

/* The sixth: what the chain calls the installation (schema_audit.c). */
extern const char *const schema_audit_installation[];

#endif
