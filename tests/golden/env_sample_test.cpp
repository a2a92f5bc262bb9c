#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "app/settings.h"

namespace foyer::test {
namespace {

std::string sample() {
  const config::Source defaults{{}};
  config::Reader reader{defaults};
  app::read_settings(reader);
  return config::sample_of(reader.settings());
}

// Meant to change? Then: build/dev/foyer config sample > .env.sample
TEST(Golden, TheSampleOfSettingsIsWhatTheServerReads) {
  std::ifstream file{std::string{FOYER_GOLDEN} + "/../../.env.sample"};
  const std::string stored{std::istreambuf_iterator<char>{file}, {}};
  EXPECT_EQ(sample(), stored);
}

TEST(Golden, TheSampleIsReadWithoutMistakesAndChangesNothing) {
  const config::EnvFile file = config::parse_env_file(sample(), {});
  EXPECT_TRUE(file.mistakes.empty());
  EXPECT_TRUE(file.values.empty());
}

TEST(Golden, TheSampleWithItsMarksRemovedIsReadWithoutMistakes) {
  std::string lines;
  std::string commented = sample();
  for (std::size_t start = 0; start < commented.size();) {
    const std::size_t end = commented.find('\n', start);
    const std::string line = commented.substr(start, end - start);
    if (line.starts_with("#") && line.size() > 1 && line[1] >= 'A' && line[1] <= 'Z') lines += line.substr(1) + "\n";
    start = end + 1;
  }
  const config::Source source{{}, config::parse_env_file(lines, {})};
  config::Reader reader{source};
  app::read_settings(reader);
  EXPECT_EQ(reader.finish(), std::vector<std::string>{});
  EXPECT_GT(source.file().values.size(), 20U);
}

}  // namespace
}  // namespace foyer::test
