#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "app/contract.h"
#include "core/error.h"

namespace foyer::test {
namespace {

std::string golden(const std::string& name) {
  std::ifstream file{std::string{FOYER_GOLDEN} + "/" + name};
  return {std::istreambuf_iterator<char>{file}, {}};
}

// Meant to change? Then: build/dev/foyer openapi > tests/golden/openapi.json
TEST(Golden, TheOpenApiDocumentOnlyChangesOnPurpose) { EXPECT_EQ(app::openapi_text(), golden("openapi.json")); }

TEST(Golden, ErrorCodesNeverChange) {
  std::string codes;
  for (int i = 0; i <= static_cast<int>(Errc::internal); ++i) {
    codes += std::string{code_of(static_cast<Errc>(i))} + "\n";
  }
  EXPECT_EQ(codes, golden("error_codes.txt"));
}

}  // namespace
}  // namespace foyer::test
