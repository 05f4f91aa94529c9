using AiBridge.Exchanges;
using AiBridge.Storage.Rows;

namespace AiBridge.Tests.Storage;

public sealed class RowWordsTests
{
    [Fact]
    public void Every_status_has_its_word_and_no_other_word_is_known() =>
        RowWords.All.Should().BeEquivalentTo(Enum.GetValues<ExchangeStatus>().Select(EnumWord.Of));
}
