// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later

// A scratch episode: typed, tokenized, saved and opened again; and the findings list.
#include "core/episode/open_dataset.h"
#include "tests/widgets/sample_view.h"
#include "widgets/common/cursor.h"
#include "widgets/findings/finding_list.h"
#include "widgets/findings/finding_model.h"
#include "widgets/scratch/scratch_model.h"
#include "widgets/scratch/scratch_view.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QUndoStack>

using namespace gatoscope;

Q_DECLARE_METATYPE(std::shared_ptr<const gatoscope::Dataset>)

class ScratchTest : public QObject {
    Q_OBJECT

    static QImage picture(int side, QColor color) {
        QImage made(side, side, QImage::Format_RGB32);
        made.fill(color);
        made.setPixelColor(1, 2, Qt::white);
        return made;
    }

private Q_SLOTS:
    void stepsKeepTheirValues() {
        ScratchEpisode episode = firstScratchEpisode();
        episode.duplicateStep(0);
        episode.find("state")->values[3] = 9;
        episode.duplicateStep(1);
        QCOMPARE(episode.steps, 3);
        QCOMPARE(episode.find("state")->values, (std::vector<double>{0, 0.5, -1, 9, 0.5, -1, 9, 0.5, -1}));
        episode.removeStep(0);
        QCOMPARE(episode.find("state")->values.size(), std::size_t{6});
        episode.removeStep(0);
        episode.removeStep(0);
        QCOMPARE(episode.steps, 1);
    }
    void whatDoesNotFitIsRefused() {
        ScratchEpisode episode = firstScratchEpisode();
        episode.find("action")->values = {0.5};
        QVERIFY(!makeScratchDataset(episode));
        episode = firstScratchEpisode();
        episode.channels[1].source = "action";
        QVERIFY(!makeScratchDataset(episode));
        episode = firstScratchEpisode();
        episode.steps = 2;
        QVERIFY(!makeScratchDataset(episode));
        const auto dataset = makeScratchDataset(firstScratchEpisode());
        QVERIFY(!(*dataset)->episode(1));
        QVERIFY(!(*(*dataset)->episode(0))->column("none"));
        QCOMPARE((*(*dataset)->episode(0))->info().task, std::string("pick up the red ball"));
    }
    void editsAreTakenBack() {
        QUndoStack stack;
        ScratchModel model;
        model.setUndoStack(&stack);
        QSignalSpy edited(&model, &ScratchModel::edited);
        const ScratchEpisode first = model.episode();
        QVERIFY(model.setData(model.index(0, 0), QStringLiteral("0.25")));
        model.insertStep(0);
        for (const char* typed : {"go", "go to", "go to the"})
            model.setInstruction(QString::fromLatin1(typed));
        model.setPicture(1, picture(32, Qt::blue), false);
        model.removeStep(0);
        QCOMPARE(stack.count(), 5); // what is typed in one field is one edit
        const ScratchEpisode last = model.episode();
        stack.undo();
        QCOMPARE(model.episode().steps, 2);
        QCOMPARE(model.picture(1).pixelColor(0, 0), QColor(Qt::blue));
        stack.undo();
        QVERIFY(model.picture(1).isNull());
        QCOMPARE(model.instruction(), QStringLiteral("go to the"));
        stack.undo();
        QCOMPARE(model.instruction(), QStringLiteral("pick up the red ball"));
        stack.undo();
        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(model.episode().find("state")->values, (std::vector<double>{0.25, 0.5, -1}));
        stack.undo();
        QVERIFY(!stack.canUndo());
        QCOMPARE(model.episode().find("state")->values, first.find("state")->values);
        QCOMPARE(model.index(0, 0).data().toString(), QStringLiteral("0"));
        while (stack.canRedo())
            stack.redo();
        QCOMPARE(model.episode().steps, last.steps);
        QCOMPARE(model.instruction(), QStringLiteral("go to the"));
        QCOMPARE(model.episode().find("state")->values, last.find("state")->values);
        QVERIFY(!model.picture(0).isNull());
        QVERIFY(edited.count() >= 17); // every change is announced, whichever way it goes
        stack.undo();
        QVERIFY(model.setData(model.index(0, 1), QStringLiteral("7"))); // a new edit ends what could be redone
        QVERIFY(!stack.canRedo());
        QVERIFY(viewOf(*makeScratchDataset(model.episode())).tokens);
    }
    void typedValuesBecomeTokens() {
        ScratchModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QSignalSpy edited(&model, &ScratchModel::edited);
        QVERIFY(model.setData(model.index(0, 0), QStringLiteral("0.5")));
        QVERIFY(!model.setData(model.index(0, 0), QStringLiteral("half")));
        QVERIFY(!model.setData(model.index(0, 3), QStringLiteral("1.5"))); // discrete
        model.setPicture(0, picture(32, Qt::red), false);
        model.insertStep(0);
        QCOMPARE(edited.count(), 3);
        const EpisodeView view = viewOf(*makeScratchDataset(model.episode()));
        QVERIFY(view.tokens);
        QCOMPARE(view.tokens->steps(), 2);
        int patches = 0;
        bool found = false;
        for (std::size_t i = 0; i < view.tokens->firstOf(1); ++i) {
            patches += view.tokens->kind(i) == Kind::Image ? 1 : 0;
            found = found || view.tokens->id(i) == 32710;
        }
        QCOMPARE(patches, 4);
        QVERIFY(found);
    }
    void savedAndOpenedAgain() {
        ScratchModel model;
        model.setInstruction(QStringLiteral("geh zum roten Ball – schnell 🎈"));
        model.setPicture(0, picture(20, Qt::blue), true);
        model.insertStep(0);
        model.setData(model.index(1, 1), QStringLiteral("-3.25"));
        QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("scratch.npz")).toStdString();
        QVERIFY(saveScratch(model.episode(), path));
        const auto opened = openDataset(path);
        QVERIFY2(opened, opened ? "" : opened.error().text.c_str());
        const auto episode = *(*opened)->episode(0);
        QCOMPARE(episode->info().steps, 2);
        QCOMPARE((*episode->column("state"))->number(1, 0), -3.25);
        QCOMPARE((*episode->column("action"))->integer(0), 2);
        QCOMPARE((*episode->column("instruction"))->text[0], std::string("geh zum roten Ball – schnell 🎈"));
        const Image image = *episode->decodeImage("image", 1);
        QCOMPARE(image.width, 20);
        QCOMPARE(int(image.at(2, 1)[0]), 255);
        QCOMPARE(int(image.at(0, 0)[2]), 255);
    }
    void differentSizesAreRefusedWithWords() {
        ScratchModel model;
        model.setPicture(0, picture(20, Qt::blue), true);
        model.insertStep(0);
        model.setPicture(1, picture(24, Qt::blue), false);
        QTemporaryDir folder;
        const auto saved = saveScratch(model.episode(), folder.filePath(QStringLiteral("s.npz")).toStdString());
        QVERIFY(!saved);
        QVERIFY(saved.error().text.find("24x24") != std::string::npos);
    }
    void channelsAreEdited() {
        ScratchModel model;
        ScratchChannelModel channels(&model);
        QAbstractItemModelTester tester(&channels, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QSignalSpy refused(&channels, &ScratchChannelModel::refused);
        QVERIFY(channels.setData(channels.index(1, ScratchChannelModel::Width), 5));
        QCOMPARE(model.columnCount(), 6);
        QCOMPARE(model.episode().find("state")->values, (std::vector<double>{0, 0.5, -1, 0, 0}));
        QVERIFY(!channels.setData(channels.index(1, ScratchChannelModel::Name), QStringLiteral("action")));
        QVERIFY(channels.setData(channels.index(1, ScratchChannelModel::Kind), QStringLiteral("discrete")));
        QCOMPARE(refused.count(), 1);
        QVERIFY(channels.setData(channels.index(2, ScratchChannelModel::Kind), QStringLiteral("continuous")));
        QVERIFY(channels.setData(channels.index(2, ScratchChannelModel::Low), QStringLiteral("-2")));
        QVERIFY(channels.setData(channels.index(2, ScratchChannelModel::High), QStringLiteral("2")));
    }
    void viewAnnouncesOnceAndPastes() {
        Cursor cursor;
        ScratchView view(&cursor);
        QSignalSpy changed(&view, &ScratchView::scratchChanged);
        auto* instruction = view.findChild<QLineEdit*>(QStringLiteral("instructionEdit"));
        QTest::keyClicks(instruction, QStringLiteral(" now"));
        QTRY_COMPARE(changed.count(), changed.count() > 0 ? changed.count() : 1);
        QVERIFY(view.model()->instruction().endsWith(QStringLiteral("now")));
        QApplication::clipboard()->setImage(picture(16, Qt::green));
        view.paste();
        QCOMPARE(view.model()->picture(0).size(), QSize(16, 16));
        view.findChild<QPushButton*>(QStringLiteral("addStepButton"))->click();
        QCOMPARE(view.model()->rowCount(), 2);
        view.findChild<QPushButton*>(QStringLiteral("removeStepButton"))->click();
        QCOMPARE(view.model()->rowCount(), 1);
        QTRY_VERIFY(changed.count() >= 2);
        const auto last = changed.last()[0].value<std::shared_ptr<const Dataset>>();
        QCOMPARE(last->stepCount(), 1);
    }
    void findingsFilterSortAndJump() {
        Cursor cursor;
        cursor.setStepCount(40);
        FindingList list(&cursor);
        QAbstractItemModelTester tester(list.model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        const EpisodeView view = sampleView(40);
        list.setEpisode(view);
        std::vector<Finding> findings{{Severity::Info, "fps", "No frame rate is stored.", "", -1, -1},
                                      {Severity::Warning, "clipped", "A value is clipped.", "gripper", 0, 12},
                                      {Severity::Error, "nan-value", "A value is not a number.", "eef_pos", 3, 5}};
        list.setFindings(findings);
        QCOMPARE(list.model()->rowCount(), 3);
        QCOMPARE(list.model()->finding(0).id, std::string("nan-value"));
        QCOMPARE(list.model()->count(Severity::Warning), 1);
        auto* table = list.findChild<QTableView*>(QStringLiteral("findingTable"));
        Q_EMIT table->activated(list.model()->index(1, 0));
        QCOMPARE(cursor.step(), 12);
        QVERIFY(cursor.token() >= 0);
        const Token token = view.tokens->at(static_cast<std::size_t>(cursor.token()));
        QCOMPARE(view.tokens->channels()[static_cast<std::size_t>(token.channel)].map.key, std::string("gripper"));
        Q_EMIT table->activated(list.model()->index(0, 0));
        QCOMPARE(cursor.episode(), 3);
        list.setEpisode(view);
        QCOMPARE(cursor.step(), 5);
        list.model()->setFilter(true, false, true, QStringLiteral("number"));
        QCOMPARE(list.model()->rowCount(), 1);
        QVERIFY(list.model()->copied({list.model()->index(0, 0)}).startsWith(QStringLiteral("error\tnan-value\t")));
    }
};

QTEST_MAIN(ScratchTest)
#include "scratch_test.moc"
