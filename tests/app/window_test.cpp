// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/window_fixture.h"

#include <QAction>
#include <QClipboard>
#include <QDockWidget>
#include <QDropEvent>
#include <QLineEdit>
#include <QListView>
#include <QMimeData>
#include <QTabBar>
#include <QTemporaryDir>

#include "app/actions.h"
#include "app/export_view.h"
#include "app/places.h"

using namespace gatoscope;
using test::sample;

class WindowTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void startsOnTheStartPage();
    void opensAndSteps();
    void opensByDrop();
    void severalDatasets();
    void damagedAndMissingFilesSayWhy();
    void keysLeaveTextFieldsAlone();
    void undoOfSettings();
    void hoverIsCompleted();
    void paletteJumps();
    void layoutsAreKept();
    void maximises();
    void copiesACommandLine();
    void exportsPictures_data();
    void exportsPictures();
    void scratchShowsItsOwnEpisode();
    void workspacesReturnAsTheyWere();
    void sampleNamesItsActions();
    void closesDuringWork();
    void idleRunsNoTimer();
};

void WindowTest::initTestCase() {
    if (!QFileInfo::exists(sample("babyai-gotolocal")))
        QSKIP("the sample is not in this tree");
}

void WindowTest::startsOnTheStartPage() {
    test::WindowFixture f;
    QVERIFY(f.window.onStart());
    QVERIFY(f.child<QWidget>("startPage")->isVisible());
    QVERIFY(!f.child<QTabBar>("workspaceTabs")->isEnabled());
    f.key(Qt::Key_Space); // nothing to play: nothing happens
    QVERIFY(!f.window.player()->playing());
}

void WindowTest::opensAndSteps() {
    test::WindowFixture f;
    f.window.openPaths({sample("babyai-gotolocal")});
    QVERIFY(f.settle());
    QVERIFY(!f.window.onStart());
    QVERIFY(f.view().tokens);
    for (const char* dock : {"dockEpisodes", "dockCamera", "dockStream", "dockInspector", "dockTimeline"})
        QVERIFY2(f.child<QDockWidget>(dock)->isVisible(), dock);
    const qint64 last = f.cursor()->stepCount() - 1;
    QVERIFY(last > 1);
    f.key(Qt::Key_Right);
    QCOMPARE(f.cursor()->step(), 1);
    f.key(Qt::Key_End);
    QCOMPARE(f.cursor()->step(), last);
    f.key(Qt::Key_Right);
    QCOMPARE(f.cursor()->step(), last);
    f.key(Qt::Key_Home);
    QCOMPARE(f.cursor()->step(), 0);
    f.key(Qt::Key_BracketRight);
    QTRY_COMPARE(f.cursor()->episode(), 1);
    QVERIFY(f.settle());
    QCOMPARE(f.view().episode->info().index, std::int64_t{1});
    f.key(Qt::Key_Space);
    QVERIFY(f.window.player()->playing());
    QTRY_VERIFY(f.cursor()->step() > 0);
    f.key(Qt::Key_Space);
    QVERIFY(!f.window.player()->playing());
}

void WindowTest::opensByDrop() {
    test::WindowFixture f;
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(sample("pendulum"))});
    QDropEvent drop(QPointF(200, 200), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    static_cast<QObject&>(f.window).event(&drop);
    QVERIFY(f.settle());
    QCOMPARE(f.window.document()->datasets().size(), std::size_t{1});
}

void WindowTest::severalDatasets() {
    test::WindowFixture f;
    f.window.openPaths({sample("pendulum")});
    QVERIFY(f.settle());
    f.window.openPaths({sample("reacher")});
    QTRY_COMPARE(f.window.document()->datasets().size(), std::size_t{2});
    QVERIFY(f.settle());
    QCOMPARE(f.window.document()->current(), 1);
    f.window.document()->setCurrent(0);
    QVERIFY(f.settle());
    QCOMPARE(f.view().dataset, f.window.document()->datasets()[0].dataset);
    f.window.actionTable()->action("file.reload")->trigger();
    QVERIFY(f.settle());
    f.window.document()->closeDataset(0);
    QVERIFY(f.settle());
    QCOMPARE(f.window.document()->datasets().size(), std::size_t{1});
    f.window.document()->closeDataset(0);
    QTRY_VERIFY(f.window.onStart());
}

void WindowTest::damagedAndMissingFilesSayWhy() {
    test::WindowFixture f;
    QTemporaryDir folder;
    const QString cut = folder.filePath(QStringLiteral("cut.hdf5"));
    QFile file(cut);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray("\x89HDF\r\n\x1a\n\0\0\0", 11));
    file.close();
    for (const QString& path : {cut, folder.filePath(QStringLiteral("nothing.npz"))}) {
        f.window.messages()->hide();
        f.window.openPaths({path});
        QTRY_VERIFY(f.window.messages()->isVisible());
        QVERIFY(!f.window.messages()->text().isEmpty());
        QVERIFY(f.window.onStart());
    }
    f.window.openPaths({sample("pendulum")}); // and it goes on
    QVERIFY(f.settle());
}

void WindowTest::keysLeaveTextFieldsAlone() {
    test::WindowFixture f;
    f.window.openPaths({sample("babyai-gotolocal")});
    QVERIFY(f.settle());
    auto* filter = f.child<QLineEdit>("filterEdit");
    QVERIFY(filter);
    f.window.activateWindow();
    filter->setFocus();
    QTRY_VERIFY(filter->hasFocus());
    QTest::keyClicks(filter, QStringLiteral("l g]"));
    QCOMPARE(filter->text(), QStringLiteral("l g]"));
    QCOMPARE(f.cursor()->episode(), 0);
    QVERIFY(!f.window.player()->playing());
}

void WindowTest::undoOfSettings() {
    test::WindowFixture f;
    f.window.openPaths({sample("pendulum")});
    QVERIFY(f.settle());
    const Settings before = f.window.document()->settings();
    Settings changed = before;
    changed.mu = 10;
    f.window.document()->changeSettings(changed, QStringLiteral("test"));
    QVERIFY(f.settle());
    QCOMPARE(f.view().tokens->settings().mu, 10.0);
    f.key(Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(f.settle());
    QCOMPARE(f.view().tokens->settings().mu, before.mu);
    f.key(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(f.settle());
    QCOMPARE(f.view().tokens->settings().mu, 10.0);
}

void WindowTest::hoverIsCompleted() {
    test::WindowFixture f;
    f.window.openPaths({sample("babyai-gotolocal")});
    QVERIFY(f.settle());
    const auto& tokens = *f.view().tokens;
    std::size_t patch = 0;
    while (patch < tokens.size() && tokens.kind(patch) != Kind::Image)
        ++patch;
    QVERIFY(patch < tokens.size());
    Hover hover;
    hover.token = static_cast<qint64>(patch);
    f.cursor()->setHover(hover);
    QCOMPARE(f.cursor()->hover().channel, tokens.at(patch).channel);
    QCOMPARE(f.cursor()->hover().step, 0);
    Hover place;
    place.step = 1;
    place.channel = tokens.at(patch).channel;
    place.element = 3;
    f.cursor()->setHover(place);
    QCOMPARE(f.cursor()->hover().token, static_cast<qint64>(tokens.find(1, place.channel, place.element)));
}

void WindowTest::paletteJumps() {
    test::WindowFixture f;
    f.window.openPaths({sample("babyai-gotolocal")});
    QVERIFY(f.settle());
    f.key(Qt::Key_K, Qt::ControlModifier);
    auto* palette = f.child<QWidget>("commandPalette");
    auto* line = f.child<QLineEdit>("paletteEdit");
    auto* list = f.child<QListView>("paletteList");
    QTRY_VERIFY(palette->isVisible());
    line->setText(QStringLiteral("kind:separator step:2"));
    QTRY_COMPARE(list->model()->rowCount(), 1);
    QTest::keyClick(line, Qt::Key_Return);
    QCOMPARE(f.cursor()->step(), 2);
    QVERIFY(f.cursor()->token() > 0);
    f.key(Qt::Key_K, Qt::ControlModifier);
    line->setText(QStringLiteral("ep 3"));
    QTRY_VERIFY(list->model()->rowCount() >= 1);
    QTest::keyClick(line, Qt::Key_Return);
    QCOMPARE(f.cursor()->episode(), 3);
    QVERIFY(f.settle());
}

void WindowTest::layoutsAreKept() {
    test::WindowFixture f;
    f.window.openPaths({sample("pendulum")});
    QVERIFY(f.settle());
    auto* inspector = f.child<QDockWidget>("dockInspector");
    inspector->close();
    f.window.docks()->save(QStringLiteral("mine"));
    f.window.actionTable()->action("view.resetLayout")->trigger();
    QVERIFY(inspector->isVisible());
    QVERIFY(f.window.docks()->restore(QStringLiteral("mine")));
    QVERIFY(!inspector->isVisible());
    f.window.showWorkspace(QStringLiteral("tokenizer"));
    QVERIFY(f.child<QDockWidget>("dockParameters")->isVisible());
    QVERIFY(!f.child<QDockWidget>("dockStream")->isVisible());
    f.window.showWorkspace(QStringLiteral("tokens"));
    QVERIFY(!inspector->isVisible()); // as it was left
    QVERIFY(f.child<QDockWidget>("dockStream")->isVisible());
}

void WindowTest::maximises() {
    test::WindowFixture f;
    f.window.openPaths({sample("pendulum")});
    QVERIFY(f.settle());
    f.window.docks()->toggleMaximised(QStringLiteral("stream"));
    QVERIFY(f.child<QDockWidget>("dockStream")->isVisible());
    QVERIFY(!f.child<QDockWidget>("dockEpisodes")->isVisible());
    f.window.docks()->toggleMaximised(QStringLiteral("stream"));
    QVERIFY(f.child<QDockWidget>("dockEpisodes")->isVisible());
}

void WindowTest::copiesACommandLine() {
    test::WindowFixture f;
    f.window.openPaths({sample("pendulum")});
    QVERIFY(f.settle());
    f.cursor()->setStep(4);
    const QString command = f.window.commandLine();
    QVERIFY2(command.contains(QStringLiteral("pendulum")), qPrintable(command));
    QVERIFY2(command.contains(QStringLiteral("--episode 0 --step 4 --workspace tokens")), qPrintable(command));
}

void WindowTest::exportsPictures_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("magic");
    QTest::newRow("png") << QStringLiteral("a.png") << QByteArray("\x89PNG");
    QTest::newRow("svg") << QStringLiteral("a.svg") << QByteArray("<?xml");
    QTest::newRow("pdf") << QStringLiteral("a.pdf") << QByteArray("%PDF");
}

void WindowTest::exportsPictures() {
    QFETCH(QString, name);
    QFETCH(QByteArray, magic);
    test::WindowFixture f;
    f.window.openPaths({sample("babyai-gotolocal")});
    QVERIFY(f.settle());
    QTemporaryDir folder;
    QVERIFY(exportWidget(*f.child<QDockWidget>("dockStream")->widget(), folder.filePath(name)));
    QFile file(folder.filePath(name));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(file.read(16).startsWith(magic));
    QVERIFY(!exportWidget(f.window, folder.filePath(QStringLiteral("a.bmp"))));
    QVERIFY(!exportWidget(f.window, folder.filePath(QStringLiteral("no/such/folder/a.png"))));
}

void WindowTest::scratchShowsItsOwnEpisode() {
    test::WindowFixture f;
    const auto format = [&] { return QString::fromStdString(f.view().dataset->format()); };
    f.window.showWorkspace(QStringLiteral("scratch")); // asked for before the data are there
    f.window.openPaths({sample("reacher")});
    QVERIFY(f.settle());
    QTRY_COMPARE(format(), QStringLiteral("scratch"));
    QVERIFY(f.child<QDockWidget>("dockScratch")->isVisible());
    f.window.openPaths({sample("pendulum")}); // its tokens do not stand beside the example
    QTRY_COMPARE(format(), QStringLiteral("minari"));
    QTRY_VERIFY(!f.child<QDockWidget>("dockScratch")->isVisible());
    QVERIFY(f.settle());
}

void WindowTest::workspacesReturnAsTheyWere() {
    test::WindowFixture f;
    f.window.openPaths({sample("babyai-gotolocal")});
    QVERIFY(f.settle());
    const auto shown = [&] {
        QStringList names;
        for (const QDockWidget* dock : f.window.findChildren<QDockWidget*>())
            if (!dock->isHidden())
                names << dock->objectName();
        names.sort();
        return names;
    };
    QMap<QString, QStringList> first;
    const QStringList tour = {QStringLiteral("tokens"),  QStringLiteral("actions"), QStringLiteral("attention"),
                              QStringLiteral("actions"), QStringLiteral("tokens"),  QStringLiteral("attention"),
                              QStringLiteral("actions")};
    for (const QString& workspace : tour) {
        f.window.showWorkspace(workspace);
        QCoreApplication::processEvents();
        if (!first.contains(workspace))
            first[workspace] = shown();
        QCOMPARE(shown(), first[workspace]);
    }
}

void WindowTest::sampleNamesItsActions() {
    test::WindowFixture f;
    f.window.openPaths({sample("babyai-gotolocal")});
    QVERIFY(f.settle());
    for (const SequenceChannel& channel : f.view().tokens->channels())
        if (channel.map.role == Role::Action)
            QCOMPARE(channel.map.names.size(), std::size_t{7});
    QVERIFY(sampleMap(QDir::tempPath()).isEmpty());
}

void WindowTest::closesDuringWork() {
    for (int wait : {0, 1, 5, 20}) {
        test::WindowFixture f;
        f.window.openSample();
        f.window.openPaths({sample("babyai-gotolocal")});
        QTest::qWait(wait);
        f.cursor()->setEpisode(1);
        f.window.resize(900 + wait, 600);
    }
}

void WindowTest::idleRunsNoTimer() {
    test::WindowFixture f;
    f.window.openPaths({sample("pendulum")});
    QVERIFY(f.settle());
    QTest::qWait(600); // tool tips and animations of the opening are over
    for (const QTimer* timer : f.window.findChildren<QTimer*>())
        QVERIFY2(!timer->isActive() || timer->isSingleShot(), qPrintable(timer->objectName()));
}

QTEST_MAIN(WindowTest)
#include "window_test.moc"
