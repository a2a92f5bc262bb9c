#pragma once
// The one secret everything else is derived from: SECRET_KEY or, without it, DATA_DIR/secret.key (mode 0600), made on
// first start. A backup of the database without it opens no key and forges no token.

#include "app/settings.h"

namespace foyer::app {

/// Makes data_dir (mode 0700) if it is missing. Throws std::runtime_error with one sentence that says what to do.
void make_data_dir(const Settings&);
/// SECRET_KEY or what the file holds; nothing if there is neither. Throws std::runtime_error with one sentence if the
/// file is damaged or others can read it.
std::optional<Secret> find_secret(const Settings&);
/// Makes the file; the folder must be there. Throws std::runtime_error with one sentence.
Secret make_secret(const Settings&, crypto::Random&);
/// Throws: the file is gone, and keys in the database are sealed with what it held.
[[noreturn]] void miss_secret(const Settings&);

}  // namespace foyer::app
