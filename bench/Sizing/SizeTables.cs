using Capacity;
using Spectre.Console;
using static Capacity.Number;

namespace Bench.Sizing;

/// <summary>The report for people: per service the figures with their reasoning and the fit, then the deployment.</summary>
internal static class SizeTables
{
    /// <summary>A figure's reasoning takes two lines, so its name may, too; the columns go to the reasoning.</summary>
    private const int FigureColumns = 24;

    private static readonly string[] UnitWords = ["ms", "megabytes"];
    private static readonly string[] Capitals = ["cpu", "gpu"];

    public static void Write(IAnsiConsole console, SizeReport report, bool withInputs)
    {
        console.MarkupLineInterpolated($"Sizes of profile [bold]{report.Profile.Name}[/]");
        foreach (var service in report.Services)
        {
            console.WriteLine();
            console.Write(new Rule($"[bold]{service.Name}[/]").LeftJustified());
            if (withInputs)
            {
                console.Write(Inputs(report, service.Name));
            }

            console.Write(Figures("By the seed's arithmetic", service.Figures));
            console.Write(Figures("Refined", service.Refinement));
            WriteFit(console, service);
        }

        console.WriteLine();
        console.Write(new Rule("[bold]Deployment[/]").LeftJustified());
        if (withInputs)
        {
            console.Write(Inputs(report, "Deployment"));
        }

        console.Write(Deployment(report.Deployment));
        console.MarkupLine("[dim]Source: section of the seed document, or the method; ours: not stated there. Inputs: --inputs, changed with --set.[/]");
    }

    private static Table Inputs(SizeReport report, string section)
    {
        var table = NewTable(report.Measured is null ? ["Input (--set)", "Value", "Allowed"] : ["Input (--set)", "Value", "Allowed", "Measured"]);
        table.Columns[1].RightAligned();
        foreach (var input in InputReader.Read(report.Profile).Where(input => input.Key.StartsWith(section + ".", StringComparison.Ordinal)))
        {
            List<Text> row = [new(input.ShortKey), new(input.Value is { } value ? Text(value) : Assignment.None), new(input.Allowed)];
            if (report.Measured is { } measured)
            {
                row.Add(new($"{measured.Of(input)}"));
            }

            table.AddRow(row);
        }

        return table;
    }

    private static Table Figures(string heading, IReadOnlyList<Figure> figures)
    {
        var table = NewTable(heading, "Value", "Unit", "Reasoning", "Source");
        table.Columns[0].Width(FigureColumns);
        table.Columns[1].RightAligned().NoWrap();
        table.Columns[2].NoWrap();
        foreach (var figure in figures)
        {
            table.AddRow(
                new Text(Words(figure.Name)), new Markup($"[bold]{Markup.Escape(figure.Text)}[/]"), new Text(figure.Unit),
                new Markup($"{Markup.Escape(figure.Formula)}\n[dim]= {Markup.Escape(figure.Worked)}[/]"), new Text(figure.Source));
        }

        return table;
    }

    private static void WriteFit(IAnsiConsole console, ServiceSizing service)
    {
        var table = NewTable("On one server", "Needs", "Has", "Used", "");
        foreach (var column in table.Columns.Skip(1).Take(3))
        {
            column.RightAligned().NoWrap();
        }

        foreach (var use in service.Fit.Uses)
        {
            table.AddRow(
                new Text(Label(use.Resource)), new Text($"{Text(use.Needed)} {use.Unit}"),
                new Text(use.Available is { } available ? $"{Text(available)} {use.Unit}" : "not stated"),
                new Text(use.Utilisation is { } utilisation ? Percent(utilisation) : "-"), Verdict(use));
        }

        console.Write(table);
        console.MarkupLine(Sentence(service));
    }

    private static Markup Verdict(ResourceUse use) => new(use switch
    {
        { Utilisation: null } => "[dim]not judged[/]",
        { Fits: true } => "[green]fits[/]",
        _ => "[red]too little[/]",
    });

    private static string Sentence(ServiceSizing service) => service.Fit switch
    {
        { Fits: true } fit => $"[green]Fits[/] one server; {Name(fit.LimitingResource)} is used up first.",
        { Servers: { } servers } fit => $"[red]Does not fit[/] one server for {Name(fit.LimitingResource)}; {Text(servers)} such servers carry it.",
        var fit => $"[red]Does not fit[/] for {Name(fit.LimitingResource)}, and more such servers do not help: each needs it for itself.",
    };

    private static string Name(Resource resource) => resource switch
    {
        Resource.Cpu => "CPU",
        Resource.Gpu => "the GPU",
        Resource.FileDescriptors => "file descriptors",
        _ => $"{resource}".ToLowerInvariant(),
    };

    private static string Label(Resource resource) => resource switch
    {
        Resource.Cpu => "CPU",
        Resource.Gpu => "GPU",
        Resource.FileDescriptors => "File descriptors",
        _ => $"{resource}",
    };

    private static Table Deployment(DeploymentPlan plan)
    {
        var table = NewTable("Service", "Replicas", "Each", "Database connections", "Images at once");
        table.Columns[1].RightAligned();
        table.AddRow("chat", Text(plan.Chat.Replicas), Size(plan.Chat.Container), Pool(plan.Chat.DatabasePool), "");
        table.AddRow("imaging-api", Text(plan.Imaging.ApiReplicas), Size(plan.Imaging.ApiContainer), Pool(plan.Imaging.DatabasePool), "");
        table.AddRow(
            "imaging-worker", Text(plan.Imaging.WorkerReplicas), Size(plan.Imaging.WorkerContainer), "of the same",
            $"{Text(plan.Imaging.SlotsPerWorkerReplica)} each");
        table.AddRow("gateway", Text(plan.Gateway.Replicas), Size(plan.Gateway.Container), "", "");
        table.AddRow("PostgreSQL", "", "", $"max_connections {Text(plan.PostgresMaxConnections)}", "");
        return table;
    }

    private static string Size(ContainerSize size) => $"{Text(size.Cores)} cores, {Text(size.MemoryGibibytes)} GiB";

    private static string Pool(PoolShare pool) => $"{Text(pool.Total)} / {Text(pool.Replicas)} = {Text(pool.PerReplica)} each";

    private static Table NewTable(params string[] columns)
    {
        var table = new Table().Border(TableBorder.Simple).BorderColor(Color.Grey).Expand();
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn($"[dim]{Markup.Escape(column)}[/]"));
        }

        return table;
    }

    /// <summary><c>MessagesPerSecond</c> as <c>Messages per second</c>; <c>CpuMsPerRequest</c> as <c>CPU per request</c>: the unit has its own column.</summary>
    private static string Words(string name)
    {
        var spaced = string.Concat(name.Select(letter => char.IsUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : $"{letter}"));
        var words = spaced.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(word => !UnitWords.Contains(word))
            .Select(word => Capitals.Contains(word) ? word.ToUpperInvariant() : word);
        var line = string.Join(' ', words);
        return char.ToUpperInvariant(line[0]) + line[1..];
    }
}
