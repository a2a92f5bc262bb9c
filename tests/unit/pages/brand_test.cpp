#include "pages/brand.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

#include "tests/support/temp_folder.h"

namespace foyer {
namespace {

class Pictures : public testing::Test {
 protected:
  std::filesystem::path file(const std::string& bytes) {
    const auto path = folder_.path() / "picture";
    std::ofstream{path, std::ios::binary} << bytes;
    return path;
  }
  std::string kind_of(const std::string& bytes) {
    const auto picture = read_picture(file(bytes), max_logo);
    return picture ? std::string{picture->content_type} : picture.error();
  }
  bool is_taken(const std::string& bytes) { return read_picture(file(bytes), max_logo).has_value(); }

  test::TempFolder folder_;
};

TEST(Colors, AreSixHexadecimalDigits) {
  EXPECT_EQ(parse_color("#E3a24A"), "#e3a24a");
  for (const char* text : {"", "#", "e3a24a", "#e3a24", "#e3a24a0", "#e3a24g", "#e3a 4a", "red", "#fff", "##e3a24",
                           "#e3a24;", "rgb(1,2,3)"}) {
    EXPECT_FALSE(parse_color(text)) << text;
  }
}

TEST(Colors, TextOnThemIsTheOneThatIsReadBetter) {
  EXPECT_EQ(text_on("#ffffff"), "#000000");
  EXPECT_EQ(text_on("#e3a24a"), "#000000");
  EXPECT_EQ(text_on("#000000"), "#ffffff");
  EXPECT_EQ(text_on("#1a2b6c"), "#ffffff");
  // Beside the grey on which both are read equally well.
  EXPECT_EQ(text_on("#757575"), "#ffffff");
  EXPECT_EQ(text_on("#767676"), "#000000");
}

TEST_F(Pictures, AreToldByTheirBytes) {
  EXPECT_EQ(kind_of("\x89PNG\r\n\x1A\n...."), "image/png");
  EXPECT_EQ(kind_of(std::string{"RIFF\x10\0\0\0WEBPVP8 ", 16}), "image/webp");
  EXPECT_EQ(kind_of("\xFF\xD8\xFF\xE0...."), "image/jpeg");
  for (const char* svg : {"<svg xmlns='http://www.w3.org/2000/svg'/>", "\xEF\xBB\xBF<svg>", "  \n<svg\nwidth='1'/>",
                          "<?xml version='1.0'?>\n<!-- logo > --><!DOCTYPE svg>\n<svg a='b'/>"}) {
    EXPECT_EQ(kind_of(svg), "image/svg+xml") << svg;
  }
}

TEST_F(Pictures, AnythingElseIsRefused) {
  for (const char* other : {"", "GIF89a", "<html><svg/></html>", "<svgx/>", "<svg", "<!-- <svg>", "<?xml", "PNG",
                            "RIFF1234WAVE", "<script>", "BM"}) {
    EXPECT_TRUE(kind_of(other).contains("is no SVG, PNG, WebP or JPEG picture")) << other;
  }
}

TEST_F(Pictures, HaveABoundedSize) {
  const std::string head = "\x89PNG\r\n\x1A\n";
  EXPECT_TRUE(is_taken(head + std::string(max_logo - head.size(), 'x')));
  const auto larger = read_picture(file(head + std::string(max_logo - head.size() + 1, 'x')), max_logo);
  ASSERT_FALSE(larger);
  EXPECT_TRUE(larger.error().contains("is larger than 512 kB")) << larger.error();
}

TEST_F(Pictures, MustBeFilesThatCanBeRead) {
  EXPECT_TRUE(read_picture(folder_.path() / "nothing", max_logo).error().contains("is no file that can be read"));
  EXPECT_TRUE(read_picture(folder_.path(), max_logo).error().contains("is no file that can be read"));
}

}  // namespace
}  // namespace foyer
