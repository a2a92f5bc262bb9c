#pragma once
// The one secret everything else is derived from: SECRET_KEY or, without it, DATA_DIR/secret.key (mode 0600), made on
// first start. A backup of the database without it opens no key and forges no token.

#include "app/settings.h"

namespace foyer::app {

/// Makes data_dir (mode 0700) if it is missing. Throws std::runtime_error with one sentence that says what to do.
void make_data_dir(const Settings&);
/// Reads or makes the secret; the folder must be there. Throws std::runtime_error with one sentence that says what to
/// do.
Secret server_secret(const Settings&, crypto::Random&);

}  // namespace foyer::app
