#pragma once

#include <string>

#include "platform/crypto/random.h"

namespace foyer::celery {

/// A random UUID in its usual spelling (https://www.rfc-editor.org/rfc/rfc9562#section-5.4).
std::string new_uuid(crypto::Random&);

}  // namespace foyer::celery
