/* deb_version -- which of two versions of a Debian package is the newer one
 * (deb-version(7)). */
#ifndef CORE_DEB_VERSION_H
#define CORE_DEB_VERSION_H

/* deb_version_compare: < 0: a is older, 0: the same, > 0: a is newer.  Any text
 * has an answer. */
int deb_version_compare(const char *a, const char *b);

#endif
