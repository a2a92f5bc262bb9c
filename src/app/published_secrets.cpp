#include "app/published_secrets.h"

#include <algorithm>
#include <array>
#include <string>

#include "core/secret.h"
#include "passwords/guesses.h"
#include "passwords/spelling.h"

namespace foyer::app {
namespace {

constexpr std::array<std::string_view, 6> printed{
    "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7",  // FastAPI's tutorial
    "a-string-secret-at-least-256-bits-long",                            // jwt.io
    // https://www.rfc-editor.org/rfc/rfc7515#appendix-A.1
    "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow",
    "404E635266556A586E3272357538782F413F4428472B4B6250645367566B5970",  // tutorials of Spring
    "404e635266556a586e3272357538782f413f4428472b4b6250645367566b5970",
    "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="  // "0123456789abcdef" twice, in Base64
};

/// As placeholders call themselves, without what stands between their words.
constexpr std::array<std::string_view, 14> placeholders{
    "changeme",  "changethis", "changeit", "yoursecret",   "yoursuper", "supersecret",    "mysecret",
    "topsecret", "secretkey",  "keyhere",  "secretstring", "jwtsecret", "djangoinsecure", "replaceme"};

Secret squeezed(std::string_view secret) {
  std::string out;
  out.reserve(secret.size());  // a string that grows leaves copies behind
  for (const char c : secret) {
    if (is_lower(lower(c)) || is_digit(c)) out += lower(c);
  }
  return Secret{std::move(out)};
}

}  // namespace

bool is_published_secret(std::string_view secret) {
  if (std::ranges::find(printed, secret) != printed.end()) return true;
  const Secret words = squeezed(secret);
  const auto is_in = [&](std::string_view placeholder) { return words.reveal().contains(placeholder); };
  return std::ranges::any_of(placeholders, is_in) || guessed(secret, {}).has_value();
}

}  // namespace foyer::app
