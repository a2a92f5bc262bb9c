#pragma once
// zxcvbn's estimate (https://dropbox.tech/security/zxcvbn-realistic-password-strength-estimation), for operators who
// ask for more than our own rules. Its library is loaded by the first estimate: who asks for none does not pay its 2
// MB.

#include <string_view>

namespace foyer {

constexpr int strongest = 4;

/// 0 (guessed in a thousand tries) to 4 (in no less than 10^10). Reads the first 64 bytes, so it costs less than a
/// millisecond. Throws std::runtime_error when the library is not installed. Any thread.
int strength_of(std::string_view password);
bool strength_is_available();

}  // namespace foyer
