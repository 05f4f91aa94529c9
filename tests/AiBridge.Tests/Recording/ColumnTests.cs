using System.Collections;
using System.Reflection;
using System.Text.Json;
using AiBridge.Recording.Records;
using AiBridge.Recording.Writing;
using AiBridge.Storage;
using AiBridge.Storage.Rows;
using AiBridge.Tests.Storage;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Tests.Recording;

/// <summary>A column stands in one class; journal, insert, update and amendment follow from that, whatever columns there are.</summary>
public sealed class ColumnTests : IAsyncLifetime
{
    // The store finds them by itself.
    private static readonly string[] Found = [nameof(InterceptionRow.SessionId), nameof(InterceptionRow.ThreadParentId), nameof(InterceptionRow.ThreadRootId)];

    private TemporaryDatabase _database = null!;
    private RecordStore _store = null!;

    public async Task InitializeAsync()
    {
        _database = await TemporaryDatabase.CreateAsync();
        _store = new RecordStore(_database.Contexts);
    }

    public async Task DisposeAsync()
    {
        _store.Dispose();
        await _database.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Every_column_of_beginning_and_end_gets_its_value_whether_they_come_together_or_one_by_one(bool together)
    {
        var (opening, closing) = (Filled<OpeningRecord>(1000), Filled<ClosingRecord>(2000));
        closing.Id = opening.Id;
        var expected = Values(typeof(InterceptionColumns), opening, except: Found);
        foreach (var (column, value) in Values(typeof(ClosingColumns), closing))
            expected[column] = value;
        expected[nameof(InterceptionRow.CorrelatingToolCallId)] = opening.LastToolResultId;

        if (together)
            Write(new BatchItem { Opening = opening, Closing = closing });
        else
            Write(new BatchItem { Opening = opening }, new BatchItem { Closing = closing });

        Values(typeof(InterceptionColumns), await RowAsync(), except: Found).Should().BeEquivalentTo(expected);
    }

    [Fact]
    public async Task Every_column_that_an_answer_fills_is_filled_by_who_tells_of_it_later()
    {
        var opening = Filled<OpeningRecord>(1000);
        var closing = new ClosingRecord { Id = opening.Id, ProviderResponseId = "resp_1", Status = RowWords.Completed };
        var told = Filled<AmendmentRecord>(2000);
        (told.InterceptionId, told.ProjectId, told.ProviderName, told.ProviderInstance, told.ProviderResponseId, told.Failed) = (null, opening.ProjectId, opening.ProviderName, opening.ProviderInstance, "resp_1", false);

        Write(new BatchItem { Opening = opening, Closing = closing }, new BatchItem { Amendment = told });

        Values(typeof(ResponseColumns), await RowAsync()).Should().BeEquivalentTo(Values(typeof(ResponseColumns), told));
    }

    [Fact]
    public async Task What_another_provider_of_that_name_tells_changes_nothing()
    {
        var opening = Filled<OpeningRecord>(1000);
        var closing = new ClosingRecord { Id = opening.Id, ProviderResponseId = "resp_1", Status = RowWords.Completed };
        var told = new AmendmentRecord { ProjectId = opening.ProjectId, ProviderName = opening.ProviderName, ProviderInstance = "another", ProviderResponseId = "resp_1", OutputTokens = 9 };

        Write(new BatchItem { Opening = opening, Closing = closing }, new BatchItem { Amendment = told });

        (await RowAsync()).OutputTokens.Should().BeNull();
    }

    [Fact]
    public async Task What_is_not_told_later_stays_as_it_was()
    {
        var opening = Filled<OpeningRecord>(1000);
        var closing = new ClosingRecord { Id = opening.Id, ProviderResponseId = "resp_1", Status = RowWords.Completed, ResponseModel = "m-1", HttpStatus = 200 };

        Write(
            new BatchItem { Opening = opening, Closing = closing },
            new BatchItem { Amendment = new AmendmentRecord { ProjectId = opening.ProjectId, ProviderName = opening.ProviderName, ProviderResponseId = "resp_1", OutputTokens = 9 } });

        (await RowAsync()).Should().BeEquivalentTo(new { Status = "completed", ResponseModel = "m-1", HttpStatus = 200, OutputTokens = 9 });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_column_comes_back_out_of_the_journal(bool large)
    {
        var (opening, closing) = (Filled<OpeningRecord>(1000), Filled<ClosingRecord>(2000));

        var openingAgain = RecordReading.Parse(JsonSerializer.SerializeToUtf8Bytes(opening, large ? LargeRecordJson.Default.OpeningRecord : RecordJson.Default.OpeningRecord), RecordJson.Default.OpeningRecord)!;
        var closingAgain = RecordReading.Parse(JsonSerializer.SerializeToUtf8Bytes(closing, large ? LargeRecordJson.Default.ClosingRecord : RecordJson.Default.ClosingRecord), RecordJson.Default.ClosingRecord)!;

        Values(typeof(OpeningRecord), openingAgain).Should().BeEquivalentTo(Values(typeof(OpeningRecord), opening));
        Values(typeof(ClosingRecord), closingAgain).Should().BeEquivalentTo(Values(typeof(ClosingRecord), closing));
    }

    private void Write(params BatchItem[] items)
    {
        foreach (var item in items)
            _store.Write([RecordRows.Of(item)]).Should().Be(0);
    }

    private async Task<InterceptionRow> RowAsync()
    {
        await using var db = _database.Open();
        return await db.Interceptions.SingleAsync();
    }

    /// <summary>A record in which every property has a value of its own.</summary>
    private static TRecord Filled<TRecord>(int seed)
        where TRecord : new()
    {
        var record = new TRecord();
        foreach (var (index, property) in Properties(typeof(TRecord)).Index())
            property.SetValue(record, Value(property, seed + index));
        return record;
    }

    private static object? Value(PropertyInfo property, int number)
    {
        // An end ends only what has none.
        if (property.Name == nameof(ClosingColumns.Status))
            return number < 2000 ? RowWords.InProgress : RowWords.Failed;
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        return type switch
        {
            _ when type == typeof(string) => $"{property.Name} {number}",
            _ when type == typeof(long) => (long)number,
            _ when type == typeof(int) => number,
            _ when type == typeof(bool) => true,
            _ when type == typeof(Guid) => Guid.CreateVersion7(),
            _ when type == typeof(IReadOnlyDictionary<string, long>) => new Dictionary<string, long> { ["extra"] = number },
            _ when type == typeof(IReadOnlyList<RecordedAttempt>) => new[] { new RecordedAttempt(number, "hint", 200, "ok", DateTime.UnixEpoch, 7) },
            // Rows of their own.
            _ when type.IsAssignableTo(typeof(IEnumerable)) => null,
            _ => throw new NotSupportedException($"A value for {property.Name} has to be said here."),
        };
    }

    private static Dictionary<string, object?> Values(Type columns, object record, params string[] except) =>
        Properties(columns).Where(property => !except.Contains(property.Name)).ToDictionary(property => property.Name, property => property.GetValue(record));

    private static IEnumerable<PropertyInfo> Properties(Type type) => type.GetProperties().Where(property => property.CanWrite);
}
