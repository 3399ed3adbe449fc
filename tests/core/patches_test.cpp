// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include <numeric>

#include "core/tokens/patches.h"
#include "tests/support/memory_episode.h"
#include "tests/support/tensor_file.h"

using namespace gatoscope;
using namespace gatoscope::test;

namespace {

/// Sums of raw levels per patch and channel.
std::vector<int> sums(const Image& image, Settings::ImageFit fit) {
    Settings settings;
    settings.image_fit = fit;
    const PatchGrid grid = *patchGrid({image.width, image.height}, settings);
    const std::vector<float> values = patchValues(fitImage(image, grid, settings), settings);
    std::vector<int> result(values.size() / 256);
    for (std::size_t i = 0; i < values.size(); ++i)
        result[i / 256] += pixelLevel(values[i], settings);
    return result;
}

Settings dialect(const char* name) {
    Settings settings;
    (void)setSetting(settings, "dialect", name);
    return settings;
}

QString positions(int count, const Settings& settings) {
    QString text;
    for (int i = 0; i < count; ++i) {
        const PatchPosition p = patchPosition(i, count, settings);
        text += QStringLiteral("%1(%2,%3,%4)").arg(i == 0 ? "" : " ").arg(p.lo).arg(p.hi).arg(p.eval);
    }
    return text;
}

} // namespace

class PatchesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sumsOfTheSpec() {
        const Image image = makeImage(35, 20);
        const std::vector<int> pad{19200, 22016, 24832, 31488, 34304, 37120, 7272, 7800, 8328,
                                   9280,  9984,  10688, 12352, 13056, 13760, 2658, 2790, 2666};
        const std::vector<int> crop{23552, 26368, 29184, 35840, 38656, 41472};
        QVERIFY(sums(image, Settings::ImageFit::Pad) == pad);
        QVERIFY(sums(image, Settings::ImageFit::Crop) == crop);
        Settings strict;
        strict.image_fit = Settings::ImageFit::Strict;
        QVERIFY(!patchGrid({35, 20}, strict));
        QVERIFY(patchGrid({32, 16}, strict));
        Settings cropping;
        cropping.image_fit = Settings::ImageFit::Crop;
        QVERIFY(!patchGrid({15, 40}, cropping));
        QCOMPARE(patchGrid({35, 20}, cropping)->cropY, 2);
        QCOMPARE(patchGrid({35, 20}, cropping)->cropX, 1);
    }

    void counts_data() {
        QTest::addColumn<int>("height");
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("count");
        QTest::newRow("224x224") << 224 << 224 << 196;
        QTest::newRow("128x128") << 128 << 128 << 64;
        QTest::newRow("64x80") << 64 << 80 << 20;
        QTest::newRow("84x84") << 84 << 84 << 36;
        QTest::newRow("210x160") << 210 << 160 << 140;
        QTest::newRow("96x72") << 96 << 72 << 30;
        QTest::newRow("480x640") << 480 << 640 << 1200;
    }

    void counts() {
        QFETCH(int, height);
        QFETCH(int, width);
        QFETCH(int, count);
        QCOMPARE(patchGrid({width, height}, {})->count(), count);
    }

    void refusesAbsurdSizes() {
        for (const ImageSize size :
             {ImageSize{0, 5}, ImageSize{5, -1}, ImageSize{1 << 30, 1 << 30}, ImageSize{1 << 23, 1 << 23}})
            QVERIFY(!patchGrid(size, {}));
    }

    void paddedPatches() {
        const PatchGrid grid = *patchGrid({35, 20}, {});
        const bool expected[] = {false, false, true, true, true, true};
        for (int p = 0; p < 6; ++p)
            QCOMPARE(grid.padded(p, 16), expected[p]);
        Settings resize;
        resize.image_fit = Settings::ImageFit::Resize;
        QVERIFY(!patchGrid({35, 20}, resize)->padded(2, 16));
        QVERIFY(!patchGrid({32, 16}, {})->padded(1, 16));
    }

    void pixels() {
        const struct {
            int level;
            double value;
        } rows[] = {{0, -0.25},
                    {1, -0.24803921568627452},
                    {63, -0.1264705882352941},
                    {127, -0.0009803921568627416},
                    {128, 0.0009803921568627416},
                    {191, 0.12450980392156863},
                    {255, 0.25}};
        for (const auto& row : rows)
            QCOMPARE(pixelValue(row.level, {}), static_cast<float>(row.value));
        for (const Settings& settings : {Settings{}, dialect("gia")})
            for (int level = 0; level < 256; ++level)
                QCOMPARE(pixelLevel(pixelValue(level, settings), settings), level);
    }

    void positionsOfTheSpec() {
        QCOMPARE(positions(1, {}), QStringLiteral("(0,128,64)"));
        QCOMPARE(positions(2, {}), QStringLiteral("(0,64,32) (64,128,96)"));
        QCOMPARE(positions(3, {}), QStringLiteral("(0,43,22) (43,85,64) (85,128,107)"));
        QCOMPARE(positions(4, {}), QStringLiteral("(0,32,16) (32,64,48) (64,96,80) (96,128,112)"));
        QCOMPARE(positions(5, {}), QStringLiteral("(0,26,13) (26,51,39) (51,77,64) (77,102,90) (102,128,115)"));
        QCOMPARE(positions(6, {}),
                 QStringLiteral("(0,21,11) (21,43,32) (43,64,54) (64,85,75) (85,107,96) (107,128,118)"));
        const int fourteen[] = {5, 14, 23, 32, 42, 51, 60, 69, 78, 87, 96, 106, 115, 124};
        for (int i = 0; i < 14; ++i)
            QCOMPARE(patchPosition(i, 14, {}).eval, fourteen[i]);
        for (int i = 0; i < 8; ++i)
            QCOMPARE(patchPosition(i, 8, {}).eval, 8 + 16 * i);
        QCOMPARE(patchPosition(127, 128, {}).eval, 127);
        QCOMPARE(patchPosition(2, 160, {}).lo, 2);
        QCOMPARE(patchPosition(2, 160, {}).hi, 2);
        Settings even;
        even.mean_rounding = Settings::MeanRounding::HalfEven;
        QCOMPARE(patchPosition(1, 5, even).eval, 38);
        QCOMPARE(patchPosition(0, 6, even).eval, 10);
        QCOMPARE(patchPosition(3, 6, even).eval, 74);
        QCOMPARE(patchPosition(2, 3, even).eval, 106);
        const DrawRange draw = drawRange(patchPosition(4, 5, {}), {});
        QCOMPARE(draw.first, 102);
        QCOMPARE(draw.last, 127);
    }

    void referenceVectors() {
        const Tensors all =
            readTensors(referenceFolder() + QStringLiteral("/oracle/cases/tokenizer/vectors.safetensors"));
        if (all.empty())
            QSKIP("no reference data beside the source tree");
        Settings even;
        even.mean_rounding = Settings::MeanRounding::HalfEven;
        const auto column = [&](const char* name) { return all.at(name).numbers(); };
        const auto n = column("pos_n"), i = column("pos_i"), lo = column("pos_lo"), hi = column("pos_hi"),
                   eval = column("pos_eval"), half = column("pos_eval_half_even"), least = column("pos_draw_min"),
                   most = column("pos_draw_max");
        for (std::size_t k = 0; k < n.size(); ++k) {
            const PatchPosition p = patchPosition(static_cast<int>(i[k]), static_cast<int>(n[k]), {});
            const DrawRange draw = drawRange(p, {});
            QVERIFY(p.lo == lo[k] && p.hi == hi[k] && p.eval == eval[k] && draw.first == least[k] &&
                    draw.last == most[k]);
            QCOMPARE(double(patchPosition(static_cast<int>(i[k]), static_cast<int>(n[k]), even).eval), half[k]);
        }
        for (int level = 0; level < 256; ++level)
            QCOMPARE(pixelValue(level, {}), all.at("pixel").as<float>()[static_cast<std::size_t>(level)]);
    }

    void referenceImages() {
        const Tensors all =
            readTensors(referenceFolder() + QStringLiteral("/oracle/cases/tokenizer/vectors.safetensors"));
        if (all.empty())
            QSKIP("no reference data beside the source tree");
        for (int k = 0; all.count("img" + std::to_string(k)) != 0; ++k) {
            const std::string name = "img" + std::to_string(k);
            const Tensor& raw = all.at(name);
            Image image;
            image.height = static_cast<int>(raw.shape[0]);
            image.width = static_cast<int>(raw.shape[1]);
            const auto depth = static_cast<std::size_t>(raw.shape[2]);
            for (std::size_t at = 0; at < raw.bytes.size(); at += depth)
                for (std::size_t c = 0; c < 3; ++c)
                    image.pixels.push_back(static_cast<std::uint8_t>(raw.bytes[at + (depth == 1 ? 0 : c)]));
            for (const auto& [fit, word] :
                 {std::pair{Settings::ImageFit::Pad, "pad"}, std::pair{Settings::ImageFit::Resize, "resize"},
                  std::pair{Settings::ImageFit::Crop, "crop"}}) {
                Settings settings;
                settings.image_fit = fit;
                const PatchGrid grid = *patchGrid({image.width, image.height}, settings);
                const Image fitted = fitImage(image, grid, settings);
                QVERIFY(fitted.pixels == all.at(name + "." + word + ".fitted").as<std::uint8_t>());
                if (fit == Settings::ImageFit::Pad && k > 0) // img0.patches is stored as (y, x, c), not (c, y, x)
                    QVERIFY(patchValues(fitted, settings) == all.at(name + ".patches").as<float>());
            }
        }
    }

    void peersPositions() {
        const Tensors neko =
            readTensors(referenceFolder() + QStringLiteral("/oracle/neko/tokenizer_vectors.safetensors"));
        const Tensors gia = readTensors(referenceFolder() + QStringLiteral("/oracle/gia/vectors.safetensors"));
        if (neko.empty() || gia.empty())
            QSKIP("no reference data beside the source tree");
        const auto compare = [](const Tensors& all, const char* prefix, const Settings& settings, auto tolerated) {
            const std::string p = prefix;
            const auto n = all.at(p + "n").numbers(), i = all.at(p + "i").numbers(),
                       eval = all.at(p + "eval").numbers();
            int wrong = 0;
            for (std::size_t k = 0; k < n.size(); ++k) {
                const int own = patchPosition(static_cast<int>(i[k]), static_cast<int>(n[k]), settings).eval;
                wrong += std::abs(own - eval[k]) <= (tolerated(static_cast<int>(n[k])) ? 1 : 0) ? 0 : 1;
            }
            return wrong;
        };
        QCOMPARE(compare(neko, "pos_", dialect("neko"), [](int n) { return n == 26 || n == 28 || n == 30; }), 0);
        QCOMPARE(compare(gia, "pos.", dialect("gia"), [](int) { return false; }), 0);
    }
};

QTEST_GUILESS_MAIN(PatchesTest)
#include "patches_test.moc"
