// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Random dragging, scrubbing, resizing, opening and closing. GATOSCOPE_MONKEY_SECONDS (default 5) says for how long,
// GATOSCOPE_MONKEY_SEED repeats a run.
#include "tests/app/window_fixture.h"

#include <random>

#include <QAction>
#include <QApplication>
#include <QDockWidget>
#include <QElapsedTimer>

#include "app/actions.h"

using namespace gatoscope;
using test::sample;

class MonkeyTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void play();
    void docks();

private:
    int pick(int most) { return std::uniform_int_distribution<int>(0, std::max(0, most - 1))(random_); }
    void act(test::WindowFixture& f);
    void mouse(test::WindowFixture& f);
    void keys(test::WindowFixture& f);
    void data(test::WindowFixture& f);
    void place(test::WindowFixture& f);
    void settings(test::WindowFixture& f);

    std::mt19937 random_;
    QStringList paths_;
};

void MonkeyTest::initTestCase() {
    random_.seed(static_cast<unsigned>(qEnvironmentVariableIntValue("GATOSCOPE_MONKEY_SEED")));
    for (const char* name : {"babyai-gotolocal", "pendulum", "reacher"})
        if (QFileInfo::exists(sample(name)))
            paths_.append(sample(name));
    if (paths_.isEmpty())
        QSKIP("the sample is not in this tree");
}

void MonkeyTest::play() {
    bool given = false;
    const int seconds = qEnvironmentVariableIntValue("GATOSCOPE_MONKEY_SECONDS", &given);
    paths_ << QStringLiteral("/nothing/here.hdf5") << QStringLiteral(GATOSCOPE_SOURCE_DIR "/resources/icons/play.svg");
    const QString more = qEnvironmentVariable("GATOSCOPE_MONKEY_PATHS");
    paths_ += more.split(QLatin1Char(':'), Qt::SkipEmptyParts);
    QTimer closer; // a menu or a question that a click opened runs its own loop
    connect(&closer, &QTimer::timeout, this, [] {
        if (QWidget* popup = QApplication::activePopupWidget())
            popup->close();
        else if (QWidget* modal = QApplication::activeModalWidget())
            modal->close();
    });
    closer.start(30);
    QElapsedTimer timer;
    timer.start();
    const qint64 most = 1000 * qint64{given ? seconds : 5};
    while (timer.elapsed() < most) {
        test::WindowFixture f;
        f.window.openPaths({paths_.first()});
        const qint64 until = std::min(most, timer.elapsed() + 20000);
        while (timer.elapsed() < until)
            act(f);
    }
}

/// Titles dragged, arrangements changed, the pointer everywhere.
void MonkeyTest::docks() {
    const int seconds = qEnvironmentVariableIntValue("GATOSCOPE_MONKEY_SECONDS");
    test::WindowFixture f;
    f.window.openPaths({paths_.first()});
    QVERIFY(f.settle());
    const QtMessageHandler handler = qInstallMessageHandler(
        [](QtMsgType, const QMessageLogContext&, const QString&) {}); // the offscreen plugin's notes
    static const char* const kWorkspaces[] = {"tokens", "tokenizer"};
    static const char* const kActions[] = {"view.maximise", "view.resetLayout", "view.tokens", "file.start"};
    QElapsedTimer timer;
    timer.start();
    while (timer.elapsed() < 1000 * std::max(3, seconds / 2)) {
        const QList<QWidget*> titles = f.window.findChildren<QWidget*>(QStringLiteral("dockTitleText"));
        switch (pick(6)) {
        case 0:
            f.window.showWorkspace(QString::fromLatin1(kWorkspaces[pick(2)]));
            break;
        case 1:
            f.window.actionTable()->action(kActions[pick(std::size(kActions))])->trigger();
            break;
        case 2:
            f.window.resize(640 + pick(1000), 400 + pick(700));
            break;
        case 3: {
            QWidget* title = titles[pick(static_cast<int>(titles.size()))];
            if (!title->isVisible())
                break;
            QTest::mousePress(title, Qt::LeftButton, Qt::NoModifier, QPoint(4, 4));
            for (int i = 0; i < 5; ++i)
                QTest::mouseMove(title, QPoint(pick(1200) - 600, pick(800) - 400));
            if (pick(4) == 0) // an arrangement changes while a dock hangs at the pointer
                f.window.actionTable()->action(kActions[pick(std::size(kActions))])->trigger();
            QTest::mouseRelease(title, Qt::LeftButton, Qt::NoModifier, QPoint(pick(1200) - 600, pick(800) - 400));
            break;
        }
        case 4: {
            QPoint at(pick(f.window.width()), pick(f.window.height()));
            for (int i = 0; i < 2000 && !f.window.isSeparator(at); ++i)
                at = QPoint(pick(f.window.width()), pick(f.window.height()));
            QTest::mousePress(&f.window, Qt::LeftButton, Qt::NoModifier, at);
            for (int i = 0; i < 4; ++i)
                QTest::mouseMove(&f.window, at + QPoint(pick(400) - 200, pick(400) - 200));
            if (pick(4) == 0)
                f.window.actionTable()->action(kActions[pick(std::size(kActions))])->trigger();
            QTest::mouseMove(&f.window, at + QPoint(pick(400) - 200, pick(400) - 200));
            QTest::mouseRelease(&f.window, Qt::LeftButton, Qt::NoModifier, at);
            break;
        }
        default:
            for (int i = 0; i < 5; ++i)
                QTest::mouseMove(&f.window, QPoint(pick(f.window.width()), pick(f.window.height())));
        }
        QTest::qWait(pick(3));
    }
    qInstallMessageHandler(handler);
}

void MonkeyTest::act(test::WindowFixture& f) {
    switch (pick(12)) {
    case 0:
        data(f);
        break;
    case 1:
        place(f);
        break;
    case 2:
        settings(f);
        break;
    case 3:
    case 4:
    case 5:
        keys(f);
        break;
    default:
        mouse(f);
        break;
    }
    QTest::qWait(pick(4));
}

void MonkeyTest::mouse(test::WindowFixture& f) {
    const QList<QDockWidget*> docks = f.window.findChildren<QDockWidget*>();
    QWidget* dock = docks[pick(static_cast<int>(docks.size()))];
    if (!dock->isVisible())
        return;
    const auto point = [&] { return QPoint(pick(dock->width()), pick(dock->height())); };
    QPoint from = point();
    QWidget* target = dock->childAt(from);
    if (target == nullptr || target->property("menu").isValid())
        return;
    from = target->mapFrom(dock, from);
    const auto local = [&] { return target->mapFrom(dock, point()); };
    if (pick(2) == 0) {
        for (int i = 0; i < 5; ++i)
            QTest::mouseMove(target, local());
        return;
    }
    if (qobject_cast<QDockWidget*>(target->parentWidget()) == nullptr ||
        target->objectName() != QStringLiteral("dockTitle"))
        QTest::mousePress(target, Qt::LeftButton, Qt::NoModifier, from);
    for (int i = 0; i < 4; ++i)
        QTest::mouseMove(target, local());
    QTest::mouseRelease(target, Qt::LeftButton, Qt::NoModifier, local());
}

void MonkeyTest::keys(test::WindowFixture& f) {
    static const char* const kActions[] = {"playback.play",
                                           "playback.back",
                                           "playback.forward",
                                           "playback.secondForward",
                                           "playback.nextEvent",
                                           "playback.first",
                                           "playback.last",
                                           "playback.previousEpisode",
                                           "playback.nextEpisode",
                                           "playback.faster",
                                           "playback.slower",
                                           "playback.loop",
                                           "playback.loopIn",
                                           "playback.loopOut",
                                           "playback.flag",
                                           "view.grid",
                                           "view.tokens",
                                           "view.maximise",
                                           "view.theme",
                                           "view.resetLayout",
                                           "edit.undo",
                                           "edit.redo",
                                           "edit.clear",
                                           "edit.find",
                                           "edit.nextHit",
                                           "file.reload",
                                           "file.start",
                                           "help.keys"};
    QAction* action = f.window.actionTable()->action(kActions[pick(std::size(kActions))]);
    action->trigger();
}

void MonkeyTest::data(test::WindowFixture& f) {
    if (pick(4) == 0 && f.window.document()->datasets().size() > 1)
        f.window.document()->closeDataset(pick(static_cast<int>(f.window.document()->datasets().size())));
    else if (pick(6) == 0)
        f.window.openScratch();
    else
        f.window.openPaths({paths_[pick(static_cast<int>(paths_.size()))]});
    static const char* const kWorkspaces[] = {"tokens", "tokenizer", "scratch"};
    if (pick(2) == 0)
        f.window.showWorkspace(QString::fromLatin1(kWorkspaces[pick(3)]));
}

void MonkeyTest::place(test::WindowFixture& f) {
    f.cursor()->setEpisode(pick(6));
    f.cursor()->setStep(pick(static_cast<int>(f.cursor()->stepCount()) + 2) - 1);
    if (f.view().tokens)
        f.cursor()->setToken(pick(static_cast<int>(f.view().tokens->size())));
    f.window.resize(640 + pick(1000), 400 + pick(700));
}

void MonkeyTest::settings(test::WindowFixture& f) {
    Settings changed = f.window.document()->settings();
    changed.mu = 1 + pick(200);
    changed.patch = 8 + 8 * pick(3);
    changed.n_bins = 256 << pick(3);
    f.window.document()->changeSettings(changed, QStringLiteral("monkey"));
}

int main(int argc, char** argv) {
    qputenv("QTEST_FUNCTION_TIMEOUT", "3600000"); // ten minutes and more are asked for on purpose
    QApplication application(argc, argv);
    MonkeyTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "monkey_test.moc"
