#include "platform/http/uri.h"

#include <gtest/gtest.h>

namespace foyer::http {
namespace {

TEST(DecodePath, TakesNothingThatIsNotUtf8EncodedOrNot) {
  std::string storage;
  for (const std::string_view path : {"/api/\xff", "/api/%FF", "/\xc0\xaf", "/\xed\xa0\x80"}) {
    EXPECT_FALSE(decode_path(path, storage)) << path;
  }
  EXPECT_EQ(decode_path("/\xc3\xa9", storage), "/\xc3\xa9");
  EXPECT_EQ(decode_path("/%C3%A9", storage), "/\xc3\xa9");
}

}  // namespace
}  // namespace foyer::http
