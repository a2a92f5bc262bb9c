#pragma once
// Who may read captured mail, which holds usable links: the developer at this machine. Any thread.

#include "platform/http/message.h"

namespace foyer {

/// The peer must be this machine and no proxy's, and the browser must have asked by a loopback name: a foreign site
/// that points its own name here (DNS rebinding) does not pass.
bool may_read_mail(const http::Request&);

}  // namespace foyer
