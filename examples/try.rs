use std::time::Instant;
fn main(){ let a:Vec<String>=std::env::args().collect(); let p=std::path::Path::new(&a[2]);
 let _=std::fs::remove_file(p); let t=Instant::now();
 gridwright::jobs::write_sample(p,&a[1],1,a.get(3).map(|n|n.parse().unwrap())).unwrap(); println!("write {:?} {}",t.elapsed(),std::fs::metadata(p).unwrap().len());
 let t=Instant::now(); let mut s=gridwright::jobs::Session::open(p,gridwright::store::OpenMode::Write).unwrap(); println!("open {:?} {:?}",t.elapsed(), s.notices());
 let d=s.document(); println!("cells {} grids {} outlets {} points {} findings {:?}",d.plan().partition.n_cells(),d.plan().grids.len(),d.outlets().len(),d.demand().len(), d.plan().partition.validate().len());
 let cell=d.plan().partition.cells().nth(100).unwrap(); let plane=d.project().planes.ids().next().unwrap();
 let t=Instant::now(); let o=s.run(&gridwright::edit::Command::Assign(plane,vec![cell],None),gridwright::edit::Label::new("x")).unwrap(); println!("step {:?} {:?}",t.elapsed(),o.delta);
 let t=Instant::now(); let o=s.run(&gridwright::edit::Command::Assign(plane,vec![gridwright::base::CellId(cell.0+1)],None),gridwright::edit::Label::new("x")).unwrap(); println!("step {:?} {:?}",t.elapsed(),o.delta);
 drop(s); let mut s=gridwright::jobs::Session::open(p,gridwright::store::OpenMode::Write).unwrap(); println!("{:?}", s.notices()); println!("undo {:?}", s.undo(2).unwrap().iter().map(|o|o.delta.clone()).collect::<Vec<_>>());
}
