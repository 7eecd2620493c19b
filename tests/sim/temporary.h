/* temporary -- a folder of its own for a test. */
#ifndef TESTS_TEMPORARY_H
#define TESTS_TEMPORARY_H

/* temporary_make: a new folder; free() the path.  Fails the test. */
char *temporary_make(void);

/* temporary_remove: the folder and all in it, and frees the path. */
void temporary_remove(char *dir);

/* temporary_write: a file of that text and mode in the folder; its path in
 * out (PATH_MAX). */
void temporary_write(char *out, const char *dir, const char *name,
                     const char *text, unsigned mode);

#endif
