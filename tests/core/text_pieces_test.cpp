// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <thread>

#include "core/tokens/text_pieces.h"

using namespace gatoscope;

namespace {

const char* const kModel = GATOSCOPE_SOURCE_DIR "/resources/text/gatoscope-32k.model";

QString joined(const TextPieces& text, const std::string& sentence) {
    const auto pieces = text.encode(sentence);
    if (!pieces)
        return QString::fromStdString("error: " + pieces.error().text);
    QStringList list;
    for (const TextPiece& piece : **pieces)
        list << QString::fromStdString(piece.piece);
    return list.join(QLatin1Char('|')).replace(QChar(0x2581), QLatin1Char('_'));
}

} // namespace

class TextPiecesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void fallback() {
        const auto text = *TextPieces::open("");
        QVERIFY(text->fallback());
        QCOMPARE(text->size(), 256);
        const auto pieces = *text->encode("Aé");
        QCOMPARE(pieces->size(), std::size_t{3});
        QCOMPARE((*pieces)[0].id, 65);
        QCOMPARE((*pieces)[1].id, 0xC3);
        QCOMPARE((*pieces)[2].piece, std::string("<0xA9>"));
        QCOMPARE((*pieces)[2].begin, std::size_t{2});
        QCOMPARE((*pieces)[2].end, std::size_t{3});
        QCOMPARE(*text->decode({65, 0xC3, 0xA9}), std::string("Aé"));
        QVERIFY(!text->decode({256}));
        QVERIFY(!text->decode({-1}));
        QCOMPARE(text->eosId(), -1);
        QVERIFY((*text->encode(""))->empty());
        QVERIFY(text->piece(256).empty());
    }

    void invalidUtf8_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("at");
        QTest::newRow("lone lead") << QByteArray("ab\xC3") << 2;
        QTest::newRow("lone tail") << QByteArray("\x80") << 0;
        QTest::newRow("overlong") << QByteArray("a\xC0\xAF") << 1;
        QTest::newRow("surrogate") << QByteArray("abc\xED\xA0\x80") << 3;
        QTest::newRow("beyond") << QByteArray("\xF4\x90\x80\x80") << 0;
        QTest::newRow("broken tail") << QByteArray("\xE2\x28\xA1") << 0;
        QTest::newRow("latin1") << QByteArray("caf\xE9 au lait") << 3;
        QTest::newRow("valid") << QByteArray("caf\xC3\xA9 \xF0\x9F\x98\x80") << -1;
    }

    void invalidUtf8() {
        QFETCH(QByteArray, bytes);
        QFETCH(int, at);
        for (const char* model : {"", kModel}) {
            const auto text = *TextPieces::open(model);
            const auto pieces = text->encode(bytes.toStdString());
            QCOMPARE(pieces.has_value(), at < 0);
            if (!pieces)
                QVERIFY(pieces.error().text.find("byte " + std::to_string(at)) != std::string::npos);
        }
    }

    void shippedModel() {
        const auto opened = TextPieces::open(kModel);
        QVERIFY2(opened, opened ? "" : opened.error().text.c_str());
        const auto text = *opened;
        QCOMPARE(text->size(), 32000);
        QCOMPARE(text->unknownId(), 0);
        QCOMPARE(text->eosId(), 2);
        QVERIFY(text->control(1) && text->control(2));
        QCOMPARE(joined(*text, "go to the red ball"), QStringLiteral("_go|_to|_the|_red|_ball"));
        QCOMPARE(joined(*text, "pick up the grey key"), QStringLiteral("_pick|_up|_the|_grey|_key"));
        const auto pieces = *text->encode("go to the red ball");
        QCOMPARE((*pieces)[4].begin, std::size_t{13});
        QCOMPARE((*pieces)[4].end, std::size_t{18});
        const auto balls = text->findPieces("ball");
        QVERIFY(std::find(balls.begin(), balls.end(), (*pieces)[4].id) != balls.end());
        QVERIFY(QString::fromStdString(shippedTextModel()).endsWith(QStringLiteral("gatoscope-32k.model")));
    }

    void controlPiecesAreNeverProduced() {
        const auto text = *TextPieces::open(kModel);
        for (const char* sentence : {"<s> </s> <unk>", "</s>", "a<s>b"})
            for (const TextPiece& piece : **text->encode(sentence))
                QVERIFY(!text->control(piece.id));
    }

    void equalsSpmEncode() {
        const QString program = QStandardPaths::findExecutable(QStringLiteral("spm_encode"));
        if (program.isEmpty())
            QSKIP("spm_encode is not installed");
        const QStringList sentences{QStringLiteral("go to the red ball"),
                                    QStringLiteral("put the black bowl on the plate, then open the drawer"),
                                    QStringLiteral("  spaces   and 1234 digits "),
                                    QString::fromUtf8("naïve café 日本 😀"),
                                    QStringLiteral("x"),
                                    QStringLiteral("<s> not a control piece </s>")};
        QProcess encode;
        encode.start(program,
                     {QStringLiteral("--model=") + QString::fromLatin1(kModel), QStringLiteral("--output_format=id")});
        QVERIFY(encode.waitForStarted());
        encode.write(sentences.join(QLatin1Char('\n')).toUtf8() + '\n');
        encode.closeWriteChannel();
        QVERIFY(encode.waitForFinished());
        const QStringList lines = QString::fromUtf8(encode.readAllStandardOutput()).split(QLatin1Char('\n'));
        const auto text = *TextPieces::open(kModel);
        for (qsizetype i = 0; i < sentences.size(); ++i) {
            QStringList ids;
            for (const TextPiece& piece : **text->encode(sentences[i].toStdString()))
                ids << QString::number(piece.id);
            QCOMPARE(ids.join(QLatin1Char(' ')), lines[i].trimmed());
        }
    }

    void refusesWhatIsNoModel() {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("broken.model"));
        QFile model(QString::fromLatin1(kModel));
        QVERIFY(model.open(QIODevice::ReadOnly));
        const QByteArray whole = model.readAll();
        for (const QByteArray& bytes :
             {QByteArray(), QByteArray("no model"), QByteArray(4096, '\xff'), whole.left(100), whole.mid(50)}) {
            QFile file(path);
            QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
            file.write(bytes);
            file.close();
            const auto opened = TextPieces::open(path.toStdString());
            QVERIFY(!opened);
            QVERIFY(!opened.error().text.empty());
        }
        QVERIFY(!TextPieces::open("/nowhere/at/all.model"));
    }

    void threadsShareOneModel() {
        const auto text = *TextPieces::open(kModel);
        std::vector<std::thread> threads;
        std::atomic<int> wrong = 0;
        for (int t = 0; t < 4; ++t)
            threads.emplace_back([&, t] {
                for (int i = 0; i < 3000; ++i) {
                    const auto pieces = text->encode("go to the red ball " + std::to_string((i + t) % 2500));
                    wrong += pieces && (*pieces)->at(4).piece == "\u2581ball" ? 0 : 1;
                }
            });
        for (std::thread& thread : threads)
            thread.join();
        QCOMPARE(wrong.load(), 0);
    }
};

QTEST_GUILESS_MAIN(TextPiecesTest)
#include "text_pieces_test.moc"
