// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later

// Every view painted once in both themes; with GATOSCOPE_PICTURES=FOLDER the pictures are kept to look at.
#include "tests/widgets/kept_picture.h"
#include "tests/widgets/sample_view.h"
#include "widgets/bench/bench.h"
#include "widgets/bench/bin_usage_view.h"
#include "widgets/bench/channel_map_view.h"
#include "widgets/bench/curve_views.h"
#include "widgets/bench/parameters_view.h"
#include "widgets/bench/round_trip_view.h"
#include "widgets/common/cursor.h"
#include "widgets/episodes/episodes_view.h"
#include "widgets/findings/finding_list.h"
#include "widgets/scratch/scratch_model.h"
#include "widgets/scratch/scratch_view.h"
#include "widgets/timeline/lane_view.h"
#include "widgets/timeline/transport_bar.h"
#include "widgets/values/values_view.h"

#include <QApplication>
#include <QTest>

using namespace gatoscope;
using test::keep;

class ViewPicturesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QApplication::setStyle(QStringLiteral("Fusion")); }
    void episodes() {
        Cursor cursor;
        EpisodesView view(&cursor);
        view.setDatasets({sampleView(40).dataset, sampleView(3).dataset}, 0);
        keep(view, QStringLiteral("episodes"), {304, 660});
    }
    void values() {
        Cursor cursor;
        cursor.setStepCount(300);
        ValuesView view(&cursor);
        view.setEpisode(sampleView(300));
        cursor.setStep(120);
        cursor.setRange(80, 200);
        keep(view, QStringLiteral("values"), {900, 420});
    }
    void timeline() {
        Cursor cursor;
        cursor.setStepCount(11);
        LaneView view(&cursor);
        view.setEpisode(sampleView(11));
        view.setFindings(
            {{Severity::Warning, "stuck-dimension", "x", "", 0, 3}, {Severity::Error, "nan-value", "x", "", 0, 6}});
        cursor.setStep(6);
        keep(view, QStringLiteral("timeline"), {1600, 210});
    }
    void longTimeline() {
        Cursor cursor;
        cursor.setStepCount(100000);
        LaneView view(&cursor);
        view.setEpisode(sampleView(100000));
        cursor.setStep(61234);
        cursor.setRange(30000, 80000);
        QTRY_VERIFY_WITH_TIMEOUT(!view.busy(), 20000);
        keep(view, QStringLiteral("timeline_long"), {1600, 210});
    }
    void transport() {
        Cursor cursor;
        TransportBar view(&cursor);
        cursor.setStepCount(11);
        cursor.setStep(6);
        keep(view, QStringLiteral("transport"), {460, 30});
    }
    void bench() {
        Bench bench;
        bench.setEpisode(sampleView(9000));
        Settings b;
        b.M = 1;
        bench.setCompared(b);
        QTRY_VERIFY(!bench.comparedStatistics().empty());
        bench.select(10);
        ParametersView parameters(&bench);
        keep(parameters, QStringLiteral("parameters"), {300, 930});
        CompandingView curve(&bench);
        keep(curve, QStringLiteral("curve"), {820, 390});
        BinUsageView usage(&bench);
        keep(usage, QStringLiteral("usage"), {820, 440});
        RoundTripView errors(&bench);
        keep(errors, QStringLiteral("errors"), {470, 360});
        WorstCaseView worst(&bench);
        keep(worst, QStringLiteral("worst"), {470, 170});
        WarningsView warnings(&bench);
        keep(warnings, QStringLiteral("warnings"), {470, 260});
    }
    void editors() {
        Cursor cursor;
        ChannelMapView map(&cursor);
        map.setEpisode(sampleView(9));
        keep(map, QStringLiteral("map"), {1400, 300});
        ScratchView scratch(&cursor);
        QImage picture(64, 64, QImage::Format_RGB32);
        picture.fill(QColor(40, 90, 160));
        scratch.model()->setPicture(0, picture, true);
        scratch.model()->insertStep(0);
        keep(scratch, QStringLiteral("scratch"), {620, 640});
        FindingList findings(&cursor);
        findings.setFindings(
            {{Severity::Info, "fps", "No frame rate is stored; 10 steps per second are assumed.", "", -1, -1},
             {Severity::Warning, "clipped", "A value lies beyond the declared bounds and is clipped.", "gripper", 0,
              12},
             {Severity::Error, "nan-value", "A value is not a number.", "eef_pos", 0, 5}});
        keep(findings, QStringLiteral("findings"), {760, 200});
    }
};

QTEST_MAIN(ViewPicturesTest)
#include "view_pictures_test.moc"
