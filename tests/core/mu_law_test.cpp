// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include <cmath>
#include <limits>
#include <random>

#include "core/tokens/binner.h"
#include "core/tokens/mu_law.h"
#include "core/tokens/settings.h"
#include "tests/support/tensor_file.h"

using namespace gatoscope;
using namespace gatoscope::test;

namespace {

const double kInf = std::numeric_limits<double>::infinity();
const double kNan = std::numeric_limits<double>::quiet_NaN();

bool near(double a, double b) { return std::abs(a - b) <= 1e-15 * std::max(1.0, std::abs(b)) * 4; }

double decode(std::int32_t bin, bool companded, const Settings& settings) {
    const double y = binPoint(bin, settings);
    return companded ? expand(y, settings.mu, settings.M) : y;
}

/// First of `values` whose fast bin differs from the defining formula's, or NaN.
template <typename Values>
double firstDifference(const Settings& settings, bool companded, const Values& values) {
    const Binner binner(settings, companded);
    for (const double x : values) {
        const Binned exact = binValue(x, companded, settings);
        if (binner.bin(x) != exact.bin || binner.clipped(x) != exact.clipped)
            return x;
    }
    return kNan;
}

/// Every bin edge in units of x with its neighbours, the negatives, the ends and the ordinary suspects.
std::vector<double> edges(const Settings& settings, bool companded) {
    std::vector<double> list{0.0, -0.0, 1e-300, -1e-300, 5e-324, 1, -1, settings.M, -settings.M, kInf, -kInf, 1e308};
    for (std::int32_t b = 0; b <= settings.n_bins; ++b) {
        const double y = binEdge(b, settings);
        double x = companded ? expand(y, settings.mu, settings.M) : y;
        for (int i = 0; i < 24; ++i)
            x = std::nextafter(x, -kInf);
        for (int i = 0; i < 48; ++i) {
            list.push_back(x);
            x = std::nextafter(x, kInf);
        }
        for (const double part : {1e-15, 1e-14, 1e-13, 1e-12, 1e-11, 1e-9}) {
            list.push_back(x * (1 + part));
            list.push_back(x * (1 - part));
        }
    }
    return list;
}

} // namespace

class MuLawTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void observations_data() {
        QTest::addColumn<double>("x");
        QTest::addColumn<double>("y");
        QTest::addColumn<int>("bin");
        QTest::addColumn<double>("decoded");
        const struct {
            double x, y;
            int bin;
            double decoded;
        } rows[] = {{0, 0, 512, 9.961778435677601e-05},
                    {-0.0, 0, 512, 9.961778435677601e-05},
                    {1e-6, 9.85134885650132e-06, 512, 9.961778435677601e-05},
                    {2.0023e-4, 0.0019531449059755944, 513, 3.0184034973138903e-04},
                    {0.001, 0.009389807767375108, 516, 9.331283277005467e-04},
                    {0.01, 0.06828776100641236, 546, 0.009817129625249988},
                    {-0.01, -0.06828776100641236, 477, -0.009817129625249988},
                    {0.1, 0.23623683959153002, 632, 0.09901597825524748},
                    {-0.1, -0.23623683959153002, 391, -0.09901597825524748},
                    {0.25, 0.32098250409746715, 676, 0.25081029848920794},
                    {0.5, 0.38735722607926637, 710, 0.5017531775079889},
                    {-0.5, -0.38735722607926637, 313, -0.5017531775079889},
                    {1, 0.45467435446430504, 744, 0.9941448370964536},
                    {-1, -0.45467435446430504, 279, -0.9941448370964536},
                    {2, 0.5224731893349337, 779, 1.9997500502091519},
                    {M_PI, 0.5667841324491896, 802, 3.160802667965316},
                    {-M_PI, -0.5667841324491896, 221, -3.160802667965316},
                    {10, 0.6806395646602299, 860, 10.002489421593504},
                    {-10, -0.6806395646602299, 163, -10.002489421593504},
                    {100, 0.9073979786454762, 976, 99.82613988137477},
                    {200, 0.975680814100596, 1011, 199.80747625119528},
                    {250, 0.9976635777657035, 1022, 248.49899578022968},
                    {251, 0.9980568496709418, 1023, 253.47484018527103},
                    {256, 1, 1023, 253.47484018527103},
                    {-256, -1, 0, -253.47484018527103},
                    {257, 1, 1023, 253.47484018527103},
                    {1e6, 1, 1023, 253.47484018527103},
                    {kInf, 1, 1023, 253.47484018527103},
                    {-257, -1, 0, -253.47484018527103},
                    {-1e6, -1, 0, -253.47484018527103},
                    {-kInf, -1, 0, -253.47484018527103}};
        for (const auto& row : rows)
            QTest::newRow(qPrintable(QString::number(row.x, 'g', 17))) << row.x << row.y << row.bin << row.decoded;
    }

    void observations() {
        QFETCH(double, x);
        QFETCH(double, y);
        QFETCH(int, bin);
        QFETCH(double, decoded);
        const Settings settings;
        const Binned binned = binValue(x, true, settings);
        QCOMPARE(binned.bin, bin);
        QVERIFY(near(binned.encoded, y));
        QCOMPARE(binned.clipped, std::abs(x) > 256);
        QVERIFY(near(decode(bin, true, settings), decoded));
        QCOMPARE(Binner(settings, true).bin(x), bin);
    }

    void inverse() {
        QVERIFY(near(expand(0.25, 100, 256), 0.11649234165335187));
        QVERIFY(near(expand(0.5, 100, 256), 1.5900312496948297));
        QVERIFY(near(expand(1, 100, 256), 255.99999999999986));
    }

    void giasExample() {
        const double values[] = {-0.6285, -5.1349, 3.9317, -3.5854, 3.9263, -1.8975, 7.3103, -7.3467,
                                 -6.9724, -2.9982, 9.1740, 0.1002,  0.1,    0.2,     0.3,    0.4};
        const int bins[] = {302, 197, 813, 215, 813, 247, 844, 179, 181, 224, 856, 633, 632, 665, 685, 699};
        for (std::size_t i = 0; i < std::size(values); ++i)
            QCOMPARE(binValue(values[i], true, {}).bin, bins[i]);
    }

    void actions() {
        const struct {
            double x;
            int bin;
            double centre, left;
        } rows[] = {{-1, 0, -0.9990234375, -1},
                    {-1.5, 0, -0.9990234375, -1},
                    {-0.998046875, 1, -0.9970703125, -0.998046875},
                    {-0.5, 256, -0.4990234375, -0.5},
                    {-0.001, 511, -0.0009765625, -0.001953125},
                    {-1e-9, 511, -0.0009765625, -0.001953125},
                    {-0.0, 512, 0.0009765625, 0},
                    {0, 512, 0.0009765625, 0},
                    {1e-9, 512, 0.0009765625, 0},
                    {0.001, 512, 0.0009765625, 0},
                    {0.001953125, 513, 0.0029296875, 0.001953125},
                    {0.1, 563, 0.1005859375, 0.099609375},
                    {0.3, 665, 0.2998046875, 0.298828125},
                    {0.5, 768, 0.5009765625, 0.5},
                    {0.7, 870, 0.7001953125, 0.69921875},
                    {0.9980468, 1022, 0.9970703125, 0.99609375},
                    {0.998046875, 1023, 0.9990234375, 0.998046875},
                    {1, 1023, 0.9990234375, 0.998046875},
                    {1.5, 1023, 0.9990234375, 0.998046875}};
        Settings left;
        left.decode_point = Settings::DecodePoint::Left;
        for (const auto& row : rows) {
            const Binned binned = binValue(row.x, false, {});
            QCOMPARE(binned.bin, row.bin);
            QCOMPARE(binned.clipped, std::abs(row.x) > 1);
            QCOMPARE(binPoint(row.bin, Settings{}), row.centre);
            QCOMPARE(binPoint(row.bin, left), row.left);
        }
    }

    void affine() {
        const double y = affineToUnit(0.11, -0.4, 0.4);
        QVERIFY(near(y, 0.275));
        QCOMPARE(binValue(y, false, {}).bin, 652);
        QVERIFY(near(affineFromUnit(binCentre(652, {}), -0.4, 0.4), 0.109765625));
        QCOMPARE(affineToUnit(1e-20, -1, 1), 1e-20); // the identity, exactly
        QCOMPARE(affineToUnit(7, -kInf, 1), 7.0);
        QCOMPARE(affineToUnit(7, 0, kInf), 7.0);
    }

    void nekosRule() {
        Settings neko;
        QVERIFY(setSetting(neko, "dialect", "neko"));
        for (const double x : {1.0, 1.5})
            QCOMPARE(binValue(x, false, neko).bin, 1024);
        QCOMPARE(binValue(0.5, false, neko).bin, 768);
        QCOMPARE(binValue(-1000, true, neko).bin, 0);
        QCOMPARE(binValue(256, true, neko).bin, 1024);
        QCOMPARE(Binner(neko, true).bin(1000), 1024);
        QCOMPARE(binPoint(1023, neko), 0.998046875);
    }

    void nan() {
        const Binned binned = binValue(kNan, true, {});
        QVERIFY(std::isnan(binned.encoded));
        QVERIFY(!binned.clipped);
        QCOMPARE(Binner({}, true).bin(kNan), 0);
        QCOMPARE(Binner({}, false).bin(kNan), 0);
    }

    void centresDecodeToThemselves() {
        const Settings settings;
        for (std::int32_t b = 0; b < 1024; ++b) {
            QCOMPARE(binValue(decode(b, true, settings), true, settings).bin, b);
            QCOMPARE(binValue(static_cast<float>(decode(b, true, settings)), true, settings).bin, b);
            QCOMPARE(binValue(decode(b, false, settings), false, settings).bin, b);
        }
    }

    void fastBinsAreTheFormulas_data() {
        QTest::addColumn<int>("bins");
        QTest::addColumn<double>("mu");
        QTest::addColumn<double>("M");
        QTest::addColumn<bool>("neko");
        QTest::newRow("paper") << 1024 << 100.0 << 256.0 << false;
        QTest::newRow("neko") << 1024 << 100.0 << 256.0 << true;
        QTest::newRow("few") << 2 << 100.0 << 256.0 << false;
        QTest::newRow("odd") << 255 << 100.0 << 256.0 << false;
        QTest::newRow("many") << 65536 << 100.0 << 256.0 << false;
        QTest::newRow("audio") << 256 << 255.0 << 1.0 << false;
        QTest::newRow("flat") << 1024 << 1e-9 << 256.0 << false;
        QTest::newRow("steep") << 1024 << 1e12 << 1e12 << false;
        QTest::newRow("small") << 1024 << 1e-12 << 1e-12 << false;
    }

    void fastBinsAreTheFormulas() {
        QFETCH(int, bins);
        QFETCH(double, mu);
        QFETCH(double, M);
        QFETCH(bool, neko);
        Settings settings;
        settings.n_bins = bins;
        settings.mu = mu;
        settings.M = M;
        settings.bin_rule = neko ? Settings::BinRule::Neko : Settings::BinRule::Clamp;
        for (const bool companded : {true, false})
            QVERIFY(std::isnan(firstDifference(settings, companded, edges(settings, companded))));
        std::mt19937_64 random(1);
        std::normal_distribution<double> normal;
        std::uniform_real_distribution<double> log(std::log(1e-8), std::log(4.0 * M));
        std::vector<double> values(1000000);
        for (std::size_t i = 0; i < values.size(); ++i)
            values[i] = i % 2 == 0 ? normal(random) : std::copysign(std::exp(log(random)), normal(random));
        for (const bool companded : {true, false})
            QVERIFY(std::isnan(firstDifference(settings, companded, values)));
    }

    void referenceVectors() {
        const Tensors all =
            readTensors(referenceFolder() + QStringLiteral("/oracle/cases/tokenizer/vectors.safetensors"));
        if (all.empty())
            QSKIP("no reference data beside the source tree");
        const struct {
            const char *x, *bin, *clipped;
            bool companded;
        } rows[] = {{"obs_x", "obs_bin", "obs_clipped", true},
                    {"obs_x32", "obs_bin32", nullptr, true},
                    {"act_x", "act_bin", "act_clipped", false}};
        for (const auto& row : rows) {
            const auto x = all.at(row.x).numbers(), bin = all.at(row.bin).numbers();
            const Binner fast({}, row.companded);
            for (std::size_t i = 0; i < x.size(); ++i) {
                const Binned binned = binValue(x[i], row.companded, {});
                QCOMPARE(binned.bin, static_cast<std::int32_t>(bin[i]));
                QCOMPARE(fast.bin(x[i]), binned.bin);
                if (row.clipped != nullptr)
                    QCOMPARE(double(binned.clipped), all.at(row.clipped).numbers()[i]);
            }
        }
        Settings left;
        left.decode_point = Settings::DecodePoint::Left;
        for (std::int32_t b = 0; b < 1024; ++b) {
            const auto at = static_cast<std::size_t>(b);
            QVERIFY(near(decode(b, true, {}), all.at("decode_obs_centre").numbers()[at]));
            QVERIFY(near(decode(b, true, left), all.at("decode_obs_left").numbers()[at]));
            QCOMPARE(decode(b, false, {}), all.at("decode_act_centre").numbers()[at]);
            QCOMPARE(decode(b, false, left), all.at("decode_act_left").numbers()[at]);
        }
    }

    void peersVectors() {
        const Tensors neko =
            readTensors(referenceFolder() + QStringLiteral("/oracle/neko/tokenizer_vectors.safetensors"));
        const Tensors gia = readTensors(referenceFolder() + QStringLiteral("/oracle/gia/vectors.safetensors"));
        const Tensors own =
            readTensors(referenceFolder() + QStringLiteral("/oracle/cases/tokenizer/vectors.safetensors"));
        if (neko.empty() || gia.empty())
            QSKIP("no reference data beside the source tree");
        Settings set;
        QVERIFY(setSetting(set, "dialect", "neko"));
        int differ = 0;
        for (const auto& [x, bin, companded] :
             {std::tuple{"obs_x", "obs_bin", true}, std::tuple{"act_x", "act_bin", false}}) {
            const auto values = neko.at(x).numbers(), bins = neko.at(bin).numbers();
            for (std::size_t i = 0; i < values.size(); ++i)
                differ += binValue(values[i], companded, set).bin == static_cast<std::int32_t>(bins[i]) ? 0 : 1;
        }
        QCOMPARE(differ, 0);
        const auto obs = own.at("obs_x").numbers(), act = own.at("act_x").numbers();
        const auto obsBins = gia.at("scalar.obs_bin").numbers(), actBins = gia.at("scalar.act_bin").numbers();
        for (std::size_t i = 0; i < obs.size(); ++i)
            QCOMPARE(double(binValue(obs[i], true, {}).bin), obsBins[i]);
        int actDiffer = 0;
        for (std::size_t i = 0; i < act.size(); ++i)
            actDiffer += double(binValue(act[i], false, {}).bin) == actBins[i] ? 0 : 1;
        QCOMPARE(actDiffer, 0);
    }
};

QTEST_GUILESS_MAIN(MuLawTest)
#include "mu_law_test.moc"
