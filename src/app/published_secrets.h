#pragma once
// Secrets that everybody can look up (security.md J5): whoever knows one signs our tokens.

#include <string_view>

namespace foyer::app {

/// Printed in a standard, a tutorial or another product's sample, written as a placeholder is, or so regular that it is
/// guessed. True says nothing of the secret but that it is no secret.
bool is_published_secret(std::string_view);

}  // namespace foyer::app
