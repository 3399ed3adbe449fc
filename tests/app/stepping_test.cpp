// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
// A tiny model over every dataset at hand: a person steps with the keys, and predictions and attention of each step
// appear, or one sentence says why they cannot. How long the GUI thread was held is printed, not judged.
#include <algorithm>
#include <cmath>
#include <ctime>

#include <QElapsedTimer>
#include <QTemporaryDir>

#include "app/model_session.h"
#include "app/views.h"
#include "app/views_attention.h"
#include "core/trace/engine.h"
#include "tests/app/window_fixture.h"
#include "widgets/actions/action_review.h"
#include "widgets/attention/attention_focus.h"

using namespace gatoscope;

namespace {

/// An application that knows how long its longest event took: processor time of the GUI thread, and the clock.
class TimedApplication : public QApplication {
public:
    using QApplication::QApplication;
    bool notify(QObject* receiver, QEvent* event) override {
        if (depth_ > 0)
            return QApplication::notify(receiver, event);
        const double before = processorMs();
        QElapsedTimer clock;
        clock.start();
        ++depth_;
        const bool taken = QApplication::notify(receiver, event);
        --depth_;
        longest_ = std::max(longest_, processorMs() - before);
        longestClock_ = std::max(longestClock_, static_cast<double>(clock.nsecsElapsed()) * 1e-6);
        return taken;
    }
    void reset() { longest_ = longestClock_ = 0; }
    double longest() const { return longest_; }
    double longestClock() const { return longestClock_; }

private:
    static double processorMs() {
        timespec now{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
        return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) * 1e-6;
    }
    int depth_ = 0;
    double longest_ = 0, longestClock_ = 0;
};

QString sharedData(const char* path) {
    const QString given = qEnvironmentVariable("GATOSCOPE_SHARED");
    const QString root = given.isEmpty() ? QStringLiteral(GATOSCOPE_SOURCE_DIR "/../shared") : given;
    return QDir::cleanPath(root + QStringLiteral("/data/") + QString::fromLatin1(path));
}

} // namespace

class SteppingTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void everyDataset_data();
    void everyDataset();

private:
    bool reached(qint64 step);
    void walk(const char* workspace, qint64 steps);

    QTemporaryDir folder_;
    std::unique_ptr<test::WindowFixture> f_;
};

void SteppingTest::initTestCase() {
    const auto engine = openEngine();
    if (!engine)
        QSKIP(engine.error().text.c_str());
    const QString model = folder_.filePath(QStringLiteral("tiny"));
    QVERIFY((*engine)->initModel(*presetSettings("tiny"), 1, model.toStdString()));
    f_ = std::make_unique<test::WindowFixture>();
    f_->window.resize(1600, 1000);
    f_->window.openModel(model, QStringLiteral("cpu"));
    QVERIFY(QTest::qWaitFor([this] { return f_->window.model()->policy() != nullptr; }, 30000));
}

void SteppingTest::everyDataset_data() {
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("reason"); // part of the sentence; "" = the model runs
    for (const char* name : {"babyai-gotolocal", "pendulum", "reacher"})
        QTest::newRow(name) << test::sample(name) << QString();
    for (const char* path : {"minari/classic/acrobot-v0",
                             "minari/classic/cartpole-v0",
                             "minari/classic/pendulum-v0",
                             "minari/mujoco/reacher-v0",
                             "minari/mujoco/halfcheetah-v0",
                             "minari/mujoco/invertedpendulum-v0",
                             "minari/babyai/gotolocal-v0",
                             "minari/babyai/gotoredball-raw-v0",
                             "minari/babyai/pickuploc-v0",
                             "train/babyai/gotolocal-train-v0",
                             "train/babyai/gotoredball-train-v0",
                             "train/babyai/gotolocal-val-v0",
                             "robomimic/reach_push.hdf5",
                             "d4rl/halfcheetah_scripted.hdf5",
                             "aloha/reach_two_arms_raw",
                             "npz/plain",
                             "npz/compressed",
                             "npy/reach",
                             "images/png_frontview",
                             "images/jpg_top"})
        QTest::newRow(path) << sharedData(path) << QString();
    QTest::newRow("aloha/reach_two_arms_jpeg") << sharedData("aloha/reach_two_arms_jpeg") << QStringLiteral("smaller");
}

/// The trace and the table of actions are those of `step`, where it has actions.
bool SteppingTest::reached(qint64 step) {
    const AttentionFocus& focus = *f_->window.views()->attention()->focus();
    const auto& tokens = f_->view().tokens;
    if (!tokens || f_->cursor()->step() != step || !focus.ready() || focus.tokens() != tokens ||
        focus.window().beginStep > step || focus.window().endStep <= step || !focus.shown())
        return false;
    const ActionReview& review = *f_->window.views()->review();
    if (!review.emptyReason().isEmpty() || tokens->terminal(step))
        return true;
    const Prediction* shown = review.shownPrediction();
    return shown != nullptr && tokens->stepOf(shown->token) == step && std::isfinite(shown->entropy);
}

void SteppingTest::walk(const char* workspace, qint64 steps) {
    auto* timed = static_cast<TimedApplication*>(qApp);
    f_->window.showWorkspace(QString::fromLatin1(workspace));
    f_->cursor()->setStep(0);
    QVERIFY2(QTest::qWaitFor([this] { return reached(0); }, 60000), workspace);
    timed->reset();
    QElapsedTimer clock;
    clock.start();
    for (qint64 step = 1; step < steps; ++step) {
        f_->key(Qt::Key_Right);
        QVERIFY2(QTest::qWaitFor([&] { return reached(step); }, 60000),
                 qPrintable(QStringLiteral("%1, step %2").arg(QString::fromLatin1(workspace)).arg(step)));
        f_->window.repaint();
    }
    const double each = static_cast<double>(clock.nsecsElapsed()) * 1e-6 / static_cast<double>(steps - 1);
    qInfo("%s: %.1f ms a step, longest event %.1f ms of the processor, %.1f ms of the clock", workspace, each,
          timed->longest(), timed->longestClock());
}

void SteppingTest::everyDataset() {
    QFETCH(QString, path);
    QFETCH(QString, reason);
    if (!QFileInfo::exists(path))
        QSKIP("these data are not here");
    const auto before = f_->view().dataset;
    auto* timed = static_cast<TimedApplication*>(qApp);
    timed->reset();
    f_->window.openPaths({path});
    QVERIFY(QTest::qWaitFor(
        [&] {
            const EpisodeView& view = f_->view();
            return view.dataset && view.dataset != before && view.tokens && !f_->window.document()->loading();
        },
        30000));
    qInfo("opening: longest event %.1f ms of the processor", timed->longest());
    if (!reason.isEmpty()) {
        QTRY_VERIFY2_WITH_TIMEOUT(f_->window.model()->view().reason.contains(reason),
                                  qPrintable(f_->window.model()->view().reason), 30000);
        f_->key(Qt::Key_Right);
        QCOMPARE(f_->cursor()->step(), 1);
        return;
    }
    const qint64 steps = std::min<qint64>(8, f_->view().tokens->steps());
    QVERIFY(steps > 1);
    walk("attention", steps);
    walk("actions", steps);
    timed->reset();
    f_->key(Qt::Key_End); // another window, most often
    QVERIFY(QTest::qWaitFor([&] { return reached(f_->view().tokens->steps() - 1); }, 60000));
    qInfo("to the end: longest event %.1f ms of the processor", timed->longest());
}

int main(int count, char** values) {
    TimedApplication app(count, values);
    SteppingTest test;
    return QTest::qExec(&test, count, values);
}

#include "stepping_test.moc"
